import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { handler as servePage } from '../../handlers/page.ts';
import { handler as servePing } from '../../handlers/ping.ts';
import { openBrowser, openPage, violations, type WatchedPage } from '../helpers/browser.ts';
import { captureLog } from '../helpers/console.ts';
import { httpApiEvent } from '../helpers/events.ts';
import { httpServer } from '../helpers/loopback.ts';
import { descendantsOf, eventually, isOpen, isRunning } from '../helpers/processes.ts';
import { ROOT } from '../helpers/run.ts';

interface Demo {
  readonly child: ChildProcess;
  readonly url: string;
}

/** Starts what `npm run demo` starts. */
async function startDemo(...args: readonly string[]): Promise<Demo> {
  const child = spawn(
    process.execPath,
    ['--import', './scripts/demo-build.mjs', '.build/demo.mjs', ...args],
    { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const url = await eventually('the service', () => /http:\S+/.exec(output)?.[0]);
  return { child, url };
}

/** Ends the service as Ctrl-C does. Returns its exit status. */
async function endDemo({ child }: Demo): Promise<unknown> {
  if (child.exitCode !== null) return child.exitCode;
  child.kill('SIGINT');
  const [status] = await once(child, 'exit');
  return status;
}

let browser: Browser;
let demo: Demo;

beforeAll(async () => {
  [browser, demo] = await Promise.all([openBrowser(), startDemo()]);
});

afterAll(async () => {
  await Promise.all([browser.close(), endDemo(demo)]);
});

async function open(
  url = demo.url,
  options: BrowserContextOptions & { readonly allowed?: readonly string[] } = {},
): Promise<WatchedPage> {
  const watched = await openPage(browser, url, options);
  // Chromium bypasses its cache while requests are intercepted, and would not hold any call back.
  await watched.page.unrouteAll();
  onTestFinished(() => watched.page.context().close());
  return watched;
}

interface Form {
  readonly route?: string;
  readonly calls?: number;
  readonly delay?: number;
  readonly same?: boolean;
}

async function fill(
  page: Page,
  { route = 'ping', calls = 4, delay = 400, same }: Form,
): Promise<void> {
  await page.check(`input[value="${route}"]`);
  await page.fill('#calls', `${calls}`);
  if (route !== 'ping/cpu') await page.fill('#delay', `${delay}`);
  await page.setChecked('#same', same ?? false);
}

const waitForVerdict = (page: Page): Promise<unknown> =>
  page.waitForSelector('#verdict > *', { timeout: 90_000 });

async function fireAndWait(page: Page, form: Form): Promise<void> {
  await fill(page, form);
  await page.click('#fire');
  await waitForVerdict(page);
}

const verdictOf = (page: Page): Promise<string> => page.locator('#verdict').innerText();

/** Serves the page and the service in a folder, as a stage or an emulator does. */
async function serveInFolder(folder: string, status = 200): Promise<string> {
  const html = await servePage();
  captureLog();
  const { port } = await httpServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const pong = servePing(httpApiEvent({ delay: url.searchParams.get('delay') ?? '0' }));
    const send = ({ headers, body }: typeof html): void => {
      for (const [name, value] of Object.entries(headers ?? {}))
        response.setHeader(name, String(value));
      response.end(body);
    };
    if (url.pathname === folder) send(html);
    else if (status === 200 && url.pathname === `${folder}ping`) void pong.then(send);
    else response.writeHead(status === 200 ? 404 : status).end('{"message":"no"}');
  });
  return `http://127.0.0.1:${port}${folder}`;
}

describe('the demo with one instance per call', () => {
  it('finds /ping parallel', async () => {
    const { page, faults } = await open();
    await fireAndWait(page, {});
    expect(await verdictOf(page)).toMatch(/^PARALLEL\s+at least 4 calls at a time, on 4 instances/);
    expect(await page.locator('#order strong').innerText()).toBe('Hello ×4 Goodbye ×4');
    expect(await page.locator('.lane .served').count()).toBe(4);
    expect(faults).toEqual([]);
  });

  it('fires the first burst again if it met cold instances, says so, and shows the mode', async () => {
    const fresh = await startDemo();
    onTestFinished(() => void endDemo(fresh));
    const { page, faults } = await open(fresh.url);
    expect(await page.locator('#mode').innerText()).toContain('an instance per call');
    await fireAndWait(page, {});
    const verdict = await verdictOf(page);
    expect(verdict).toMatch(/^PARALLEL\s+at least 4 calls at a time, on 4 instances/);
    expect(verdict).toMatch(
      /\d calls? of a first burst met cold instances, so the burst was fired again/,
    );
    expect(verdict).not.toContain('Some calls waited for cold instances');
    expect(await page.locator('.axis .took').innerText()).toBe('took');
    await fireAndWait(page, {});
    expect(await verdictOf(page)).not.toContain('fired again');
    expect(faults).toEqual([]);
  });

  it('declines a verdict for the same URL, explains why, and reaches one with distinct URLs', async () => {
    const { page, faults } = await open();
    await fireAndWait(page, { same: true });
    const declined = await verdictOf(page);
    expect(declined).toMatch(/^INCONCLUSIVE\s+The browser sent the calls one after the other/);
    expect(declined).toMatch(/This says nothing about the service/);
    expect(declined).toMatch(/holds each back until the previous one is answered/);
    expect(declined).toMatch(/3 of 4 left only after another was answered/);
    expect(declined).toMatch(/accounts for \d+ % of the time/);
    expect(await page.locator('#order strong').innerText()).toBe('(Hello Goodbye) ×4');

    await fireAndWait(page, { same: false });
    expect(await verdictOf(page)).toMatch(/^PARALLEL/);
    expect(faults).toEqual([]);
  });

  it('explains what the limit of six connections hides', async () => {
    const { page } = await open();
    await fireAndWait(page, { calls: 10 });
    const verdict = await verdictOf(page);
    expect(verdict).toMatch(/^PARALLEL\s+at least 6 calls at a time/);
    expect(verdict).toMatch(/at most six connections to a host. At most 6 calls were in flight/);
    expect(verdict).toMatch(/4 of 10 left only after another was answered/);
  });
});

/** A second click within half a second belongs to the first. */
const AFTER_A_DOUBLE_CLICK_MS = 600;

async function stop(page: Page): Promise<void> {
  await page.waitForTimeout(AFTER_A_DOUBLE_CLICK_MS);
  await page.getByRole('button', { name: 'Stop' }).click();
  await page.getByText(/^Stopped/).waitFor();
}

describe('the Stop button', () => {
  it('stops a run before its burst', async () => {
    const { page, faults } = await open();
    await fill(page, { delay: 20_000 });
    await page.click('#fire');
    await page.getByText(/about 80.0 s if they run together, 140.0 s if one after/).waitFor();
    await stop(page);
    expect(await page.locator('#fire').innerText()).toBe('Fire 4 calls');
    expect(await page.locator('#status').innerText()).toMatch(/Nothing was measured/);
    expect(await verdictOf(page)).toBe('');
    expect(faults).toEqual([]);
  });

  it('is not pressed by the second click of a double click', async () => {
    const { page } = await open();
    await fill(page, { delay: 300 });
    await page.dblclick('#fire');
    await waitForVerdict(page);
    expect(await page.locator('.lane .served').count()).toBe(4);
  });

  it('draws stopped calls last, and warns of them in the next run', async () => {
    const one = await startDemo('--in-process');
    onTestFinished(() => void endDemo(one));
    const { page, faults } = await open(one.url);
    await fill(page, { route: 'ping/blocking', calls: 6, delay: 700 });
    await page.click('#fire');
    await page.getByText(/^[12] of 6 calls finished/).waitFor();
    await stop(page);
    const status = await page.locator('#status').innerText();
    const [, finished = '', stopped = ''] =
      /^Stopped: (\d) of 6 calls finished, (\d) stopped\./.exec(status) ?? [];
    expect(Number(finished) + Number(stopped)).toBe(6);
    const took = await page.locator('.lane .took').allInnerTexts();
    expect(took.map((text) => text === 'stopped')).toEqual(
      Array.from({ length: 6 }, (_, index) => index >= Number(finished)),
    );
    expect(await page.locator('.lane .failed').count()).toBe(0);
    const legend = page.locator('.legend li:visible');
    expect((await legend.allInnerTexts()).join()).toMatch(/Hello to Goodbye.*stopped by you/);
    expect((await legend.allInnerTexts()).join()).not.toMatch(/in flight|failed/);
    expect(await violations(page)).toEqual([]);

    await Promise.all([
      page.waitForTimeout(AFTER_A_DOUBLE_CLICK_MS),
      fill(page, { route: 'ping/blocking', calls: 3, delay: 200 }),
    ]);
    await page.click('#fire');
    await waitForVerdict(page);
    expect(await verdictOf(page)).toMatch(/you stopped earlier may still have been running/);
    expect(faults).toEqual([]);
  });
});

describe('the result', () => {
  it('names what was measured, and is marked as outdated if the form has other settings', async () => {
    const { page } = await open();
    await fireAndWait(page, { calls: 3, delay: 100 });
    const measured = 'GET /ping?delay=100, 3 calls, distinct URLs';
    expect(await page.getByRole('heading', { name: measured }).count()).toBe(1);
    expect(await verdictOf(page)).toContain(measured);
    const outdated = page.getByText('From earlier settings', { exact: true });
    expect(await outdated.isVisible()).toBe(false);
    const opacity = (): Promise<string> =>
      page.evaluate<string>("getComputedStyle(document.querySelector('.verdict')).opacity");
    expect(await opacity()).toBe('1');

    await page.check('#same');
    expect(await outdated.isVisible()).toBe(true);
    expect(Number(await opacity())).toBeLessThan(1);
    expect(await page.getByRole('heading', { name: measured }).count()).toBe(1);
    await page.click('summary');
    expect(await violations(page)).toEqual([]);

    await page.uncheck('#same');
    expect(await outdated.isVisible()).toBe(false);
  });

  it('does not blame six connections if calls are too short, and proposes a field of the page', async () => {
    const { page } = await open();
    await fireAndWait(page, { calls: 2, delay: 0 });
    const verdict = await verdictOf(page);
    expect(verdict).not.toMatch(/six connections|--delay/);
    expect(verdict).toMatch(/^INCONCLUSIVE[^]*To get a verdict: set a longer delay\./);
  });
});

describe('a number out of range', () => {
  it.each([
    ['#calls', '51', 'Calls: enter a whole number from 2 to 50, not 51.'],
    ['#calls', '', 'Calls: enter a whole number from 2 to 50.'],
    ['#delay', '3.5', 'Delay: enter a whole number from 0 to 25,000, not 3.5.'],
  ])('in %s: %j is reported and kept, and nothing is fired', async (field, value, message) => {
    const { page } = await open();
    await page.fill(field, value);
    await page.click('#fire');
    await page.getByText(message).waitFor();
    expect(await page.locator(field).inputValue()).toBe(value);
    expect(await page.locator(field).getAttribute('aria-invalid')).toBe('true');
    expect(await page.locator(':focus').getAttribute('id')).toBe(field.slice(1));
    expect(await page.locator('#result').isVisible()).toBe(false);
    expect(await violations(page)).toEqual([]);

    await page.fill(field, '20');
    expect(await page.getByText(message).count()).toBe(0);
    expect(await page.locator(field).getAttribute('aria-invalid')).toBeNull();
  });
});

describe('the shell commands', () => {
  it('are selected if the browser does not let the page copy, and the page says so', async () => {
    const { page } = await open();
    await page.evaluate(
      'navigator.clipboard.writeText = () => Promise.reject(new Error("not allowed"))',
    );
    await page.getByRole('button', { name: 'Copy the curl command' }).click();
    await page.getByRole('button', { name: 'Selected the curl command' }).waitFor();
    expect(await page.evaluate<string>('getSelection().toString()')).toMatch(/^for i in .*wait$/);
    expect(await page.locator('#announcement').innerText()).toMatch(/curl command is selected/);
  });

  it('replace the form if JavaScript is off', async () => {
    const { page } = await open(demo.url, { javaScriptEnabled: false });
    expect(await page.locator('#fire').isVisible()).toBe(false);
    expect(await page.locator('noscript').innerText()).toMatch(
      /read -r page;.*\$\{page%\/\}\/ping/,
    );
  });
});

describe('the demo with all calls in one process', () => {
  let one: Demo;
  beforeAll(async () => {
    one = await startDemo('--in-process');
  });
  afterAll(() => endDemo(one));

  it('finds /ping/blocking serial', async () => {
    const { page } = await open(one.url);
    await fireAndWait(page, { route: 'ping/blocking' });
    expect(await verdictOf(page)).toMatch(/^SERIAL\s+one call at a time, on one instance/);
    expect(await page.locator('#order strong').innerText()).toBe('(Hello Goodbye) ×4');
  });

  it('finds /ping concurrent', async () => {
    const { page } = await open(one.url);
    await fireAndWait(page, {});
    expect(await verdictOf(page)).toMatch(/^CONCURRENT\s+at least 4 calls at a time/);
  });

  it('finds /ping/cpu serial, and disables the delay', async () => {
    const { page } = await open(one.url);
    await fireAndWait(page, { route: 'ping/cpu' });
    expect(await verdictOf(page)).toMatch(/^SERIAL/);
    expect(await page.locator('#delay').isDisabled()).toBe(true);
  });
});

describe.each(['light', 'dark'] as const)('the page in %s mode', (colorScheme) => {
  it.each([
    ['a desktop', 1280],
    ['a phone', 360],
  ])('is accessible on %s, before and after a run', async (_, width) => {
    const { page, faults } = await open(demo.url, {
      colorScheme,
      viewport: { width, height: 800 },
    });
    expect(await violations(page)).toEqual([]);
    await fireAndWait(page, { calls: 8, delay: 100, same: true });
    await page.click('summary');
    expect(await violations(page)).toEqual([]);
    const widest = await page.evaluate<number>('document.documentElement.scrollWidth');
    expect(widest).toBeLessThanOrEqual(width);
    expect(faults).toEqual([]);
  });
});

describe('the page', () => {
  it('works with the keyboard alone', async () => {
    const { page } = await open();
    await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Tab');
    await page.keyboard.type('3');
    await page.keyboard.press('Tab');
    await page.keyboard.type('50');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    expect(await page.locator('#same').isChecked()).toBe(true);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await waitForVerdict(page);
    expect(await page.locator('#shell-commands code').first().innerText()).toMatch(
      /seq 3\).*ping\/blocking\?delay=50'/,
    );
    expect(await page.locator('.lane').count()).toBe(3);
  });

  it('grows lanes in steps if the user prefers reduced motion', async () => {
    const { page } = await open(demo.url, { reducedMotion: 'reduce' });
    await page.evaluate(`
      globalThis.drawn = [];
      const lanes = document.getElementById('lanes');
      new MutationObserver(() => drawn.push(Number(lanes.style.getPropertyValue('--now'))))
        .observe(lanes, { attributeFilter: ['style'] });
    `);
    await fireAndWait(page, { delay: 1_500 });
    const drawn = await page.evaluate<number[]>('drawn');
    const times = drawn.filter((ms, index) => ms !== drawn[index - 1]);
    expect(times.length).toBeGreaterThan(1);
    for (const [index, ms] of times.entries()) {
      const step = ms - (times[index - 1] ?? 0);
      // A smaller time than before belongs to the next burst.
      if (index > 0 && step > 0) expect(step).toBeGreaterThan(400);
    }
  });

  it('says so if the service is gone', async () => {
    const gone = await startDemo();
    const { page } = await open(gone.url);
    await endDemo(gone);
    await page.click('#fire');
    await waitForVerdict(page);
    expect(await verdictOf(page)).toMatch(/^The service does not answer.*npm run demo/);
    expect(await page.locator('#status').innerText()).toBe('Nothing was measured.');
  });

  it.each(['/dev/', '/_aws/execute-api/a1b2c3/$default/'])(
    'works in the folder %s',
    async (folder) => {
      const url = await serveInFolder(folder);
      const { page, faults } = await open(url);
      await fireAndWait(page, { delay: 300 });
      expect(await verdictOf(page)).toMatch(/^CONCURRENT/);
      expect(await page.locator('#shell-commands code').first().innerText()).toContain(
        `'${url}ping?delay=300'`,
      );
      expect(faults).toEqual([]);
    },
  );

  it.each([
    [403, /signed/],
    [429, /limits how many calls/],
  ])('explains status %d', async (status, words) => {
    const { page } = await open(await serveInFolder('/', status));
    await page.click('#fire');
    await waitForVerdict(page);
    expect(await verdictOf(page)).toMatch(words);
  });
});

describe('npm run demo', () => {
  it('ends on Ctrl-C with exit status 0 and leaves no process behind', async () => {
    const started = await startDemo();
    const port = Number(new URL(started.url).port);
    const children = descendantsOf(started.child.pid ?? 0);
    expect(children).not.toEqual([]);
    expect(await endDemo(started)).toBe(0);
    expect(await isOpen(port)).toBe(false);
    await eventually('its processes to end', () => children.every(({ pid }) => !isRunning(pid)));
  });
});
