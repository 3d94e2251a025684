import { diffRuns } from '../../src/core/diff/diff-runs.ts';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import {
  afterAll,
  beforeAll,
  describe,
  expect,
  it,
  onTestFinished,
  type TestContext,
} from 'vitest';
import type { ReportInput } from '../../src/reporters/shared/report-input.ts';
import { renderComparisonHtml } from '../../src/reporters/html/comparison.ts';
import { renderHtml } from '../../src/reporters/html/report.ts';
import { openBrowser, openPage, violations, type WatchedPage } from '../helpers/browser.ts';
import { judge } from '../../src/core/run.ts';
import { watchedRun } from '../helpers/runs/watched-run.ts';
import { served, withoutServed } from '../helpers/runs/bursts.ts';
import {
  addressRun,
  comparison,
  defaultRun,
  lifelike,
  localRun,
  lossyRun,
  tenThousandCalls,
} from '../helpers/runs/runs.ts';

const DESKTOP = { viewport: { width: 1280, height: 900 } };
const PHONE = {
  viewport: { width: 360, height: 740 },
  isMobile: true,
  hasTouch: true,
  deviceScaleFactor: 2,
};

const lossy: ReportInput = {
  run: lossyRun({ code: 'ECONNREFUSED', message: 'connection refused' }),
  command: 'concurrency-check /ping',
  checks: [{ code: 'verdict', expected: [{ kind: 'parallel' }], state: 'passed' }],
  diff: diffRuns(defaultRun(), lossyRun({ code: 'ECONNREFUSED', message: 'connection refused' })),
};

const POD = `checkout-service-7d9f8b6c54-${'n'.repeat(3_000)}-abcde`;
const long = renderHtml({
  run: addressRun(
    [served([{ from: 1, to: 90, on: POD }])],
    [],
    `https://api.example.org/${'q'.repeat(2_000)}`,
  ),
  command: `concurrency-check ${'q'.repeat(100)} ${'-b 2 --solo 3 '.repeat(20)}`,
});

const PAGES = {
  ten: renderHtml({ run: defaultRun(), command: 'concurrency-check /ping' }),
  lossy: renderHtml(lossy),
  untold: renderHtml({
    run: addressRun([lifelike({ calls: 10, eachMs: 100 }).map(withoutServed)]),
  }),
  gathered: renderHtml({
    run: localRun({ bursts: [lifelike({ calls: 40, eachMs: 100, workers: 4, instances: 4 })] }),
  }),
  hostile: renderHtml({
    run: addressRun(
      [
        served([
          { from: 1, to: 90, on: '<img src=x onerror=document.title="hit">' },
          { from: 2, to: 80, on: '</script><script>document.title="hit"</script>' },
        ]),
      ],
      [],
      'https://example.org/<svg onload=document.title="hit">',
    ),
  }),
  long,
  outside: renderHtml({
    run: judge(
      watchedRun({
        outside: [
          { call: 1, notAcceptedUntil: 150 },
          { call: 2, notAcceptedUntil: 150, unreadUntil: 550 },
        ],
      }),
    ),
  }),
  brief: renderHtml({ run: addressRun([lifelike({ calls: 10, eachMs: 340 })]) }),
  many: renderHtml({ run: tenThousandCalls() }),
  comparison: renderComparisonHtml(comparison(), { command: 'concurrency-check --compare' }),
};

const folder = mkdtempSync(path.join(tmpdir(), 'concurrency-check-test-'));
let browser: Browser;

const fileOf = (name: string): string => path.join(folder, `${name}.html`);

beforeAll(async () => {
  for (const [name, html] of Object.entries(PAGES)) writeFileSync(fileOf(name), html);
  browser = await openBrowser();
});

afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Opens a page from its file, as a double click on the file does, until the test has finished. */
async function open(
  name: keyof typeof PAGES,
  options: BrowserContextOptions = DESKTOP,
  finished: TestContext['onTestFinished'] = onTestFinished,
): Promise<WatchedPage> {
  const watched = await openPage(browser, pathToFileURL(fileOf(name)).href, options);
  finished(() => watched.page.context().close());
  return watched;
}

const lanesIn = (page: Page) => page.locator('.lanes').first();
const shownRangeIn = (page: Page) => page.locator('.shown-range').first();
const buttonIn = (page: Page, name: RegExp) => page.getByRole('button', { name }).first();
const readoutIn = (page: Page) => page.locator('.readout').first();

/** Opens all `details`, so their content is checked too. */
async function openDetails(page: Page): Promise<void> {
  await page.evaluate(() => {
    for (const details of document.querySelectorAll('details')) details.open = true;
  });
  await nextFrames(page);
}

/** Waits until what is due in the next animation frame has been drawn. */
async function nextFrames(page: Page): Promise<void> {
  await page.evaluate(
    () =>
      new Promise((resolve) => {
        requestAnimationFrame(() => requestAnimationFrame(resolve));
      }),
  );
}

/** The colors of the lanes' pixels, most frequent first. */
function drawnColors(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const canvas = document.querySelector<HTMLCanvasElement>('.lanes canvas');
    const pixels = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data;
    const counts = new Map<string, number>();
    for (let at = 0; at < (pixels?.length ?? 0); at += 4) {
      const color = pixels?.slice(at, at + 4).join(' ') ?? '';
      counts.set(color, (counts.get(color) ?? 0) + 1);
    }
    return [...counts].toSorted((a, b) => b[1] - a[1]).map(([color]) => color);
  });
}

/** Colors of the style sheet, as `drawnColors` gives them. */
function rootColors(page: Page, names: readonly string[]): Promise<string[]> {
  return page.evaluate((wanted) => {
    const style = getComputedStyle(document.documentElement);
    return wanted.map((name) => {
      const hex = style.getPropertyValue(name);
      return [...[1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)), 255].join(' ');
    });
  }, names);
}

/** The lanes as an image, to compare with a later one. */
async function lanesImage(page: Page): Promise<string> {
  await nextFrames(page);
  return page.evaluate(
    () => document.querySelector<HTMLCanvasElement>('.lanes canvas')?.toDataURL() ?? '',
  );
}

interface Label {
  readonly text: string;
  readonly left: number;
  readonly right: number;
}

/** The labels that the time axis draws after a key press, and the width of its canvas. */
async function axisLabels(
  page: Page,
  key: string,
): Promise<{ readonly labels: readonly Label[]; readonly width: number }> {
  await page.evaluate(() => {
    const drawn: Label[] = [];
    const context = document.querySelector<HTMLCanvasElement>('.curve canvas')?.getContext('2d');
    const draw = context?.fillText.bind(context);
    const record = (text: string, x: number, y: number): void => {
      const half = (context?.measureText(text).width ?? 0) / 2;
      if (/ m?s$/.test(text)) drawn.push({ text, left: x - half, right: x + half });
      draw?.(text, x, y);
    };
    Object.assign(context ?? {}, { fillText: record });
    Object.assign(window, { drawn });
  });
  await lanesIn(page).press(key);
  await nextFrames(page);
  return page.evaluate(() => {
    const width = document.querySelector<HTMLCanvasElement>('.curve canvas')?.width ?? 0;
    return { labels: Reflect.get(window, 'drawn'), width };
  });
}

/** The texts of the page without those that its script adds. */
function staticTexts(page: Page): Promise<string[]> {
  return page.locator('h1, h2, .verdict p, .warnings li, .facts, td, dd').allInnerTexts();
}

// Each shows a page of its own and measures nothing, so they run at the same time.
describe.concurrent.each([
  'ten',
  'lossy',
  'untold',
  'long',
  'gathered',
  'hostile',
  'comparison',
] as const)('the page %s', (name) => {
  it.for(['light', 'dark'] as const)(
    'is accessible in %s mode, requests nothing and logs no error',
    async (colorScheme, { onTestFinished: finished }) => {
      const { page, faults } = await open(name, { ...DESKTOP, colorScheme }, finished);
      await openDetails(page);
      expect(await violations(page)).toEqual([]);
      expect(faults).toEqual([]);
    },
  );

  it('fits a phone, and is accessible there', async ({ onTestFinished: finished }) => {
    const { page, faults } = await open(name, PHONE, finished);
    await openDetails(page);
    const widths = await page.evaluate(() => [
      document.documentElement.scrollWidth,
      document.documentElement.clientWidth,
    ]);
    expect(widths[0]).toBe(widths[1]);
    expect(await violations(page)).toEqual([]);
    expect(faults).toEqual([]);
  });

  it('has the same text without its script', async ({ onTestFinished: finished }) => {
    const scripted = await open(name, DESKTOP, finished);
    const still = await open(name, { ...DESKTOP, javaScriptEnabled: false }, finished);
    expect(await staticTexts(still.page)).toEqual(await staticTexts(scripted.page));
    expect(await still.page.locator('svg').first().isVisible()).toBe(true);
    expect(still.faults).toEqual([]);
  });

  it('prints the still picture', async ({ onTestFinished: finished }) => {
    const { page } = await open(name, DESKTOP, finished);
    await openDetails(page);
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.interactive').first().isVisible()).toBe(false);
    expect(await page.locator('.still svg').first().isVisible()).toBe(true);
  });
});

describe('markup from outside', () => {
  it('is shown as text and not run', async () => {
    const { page, faults } = await open('hostile');
    await openDetails(page);
    await lanesIn(page).press('ArrowDown');
    expect(await page.title()).not.toBe('hit');
    expect(await page.locator('h1').innerText()).toContain('<svg onload');
    expect(await readoutIn(page).innerText()).toContain('<img src=x onerror');
    expect(faults).toEqual([]);
  });

  it('could not run even if it got into the page', async () => {
    const { page } = await open('ten');
    await page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'document.title = "hit"';
      document.body.append(script);
    });
    expect(await page.title()).not.toBe('hit');
  });
});

describe('the keyboard', () => {
  it('reaches each call and describes it', async () => {
    const { page, faults } = await open('ten');
    await page.keyboard.press('Tab');
    const reached: string[] = [];
    for (let tabs = 0; tabs < 12; tabs += 1) {
      reached.push(await page.evaluate(() => document.activeElement?.className ?? ''));
      await page.keyboard.press('Tab');
    }
    expect(reached).toContain('lanes');
    const readouts = new Set<string>();
    await lanesIn(page).focus();
    for (let call = 0; call < 10; call += 1) {
      await page.keyboard.press('ArrowDown');
      readouts.add(await readoutIn(page).innerText());
    }
    expect(readouts.size).toBe(10);
    for (const words of readouts)
      expect(words).toMatch(/call \d+, instance \w+[^]*served in 1\.0\d s/);
    await page.keyboard.press('ArrowDown');
    expect(readouts.has(await readoutIn(page).innerText())).toBe(true);
    await page.keyboard.press('Escape');
    expect(await readoutIn(page).innerText()).toBe('');
    expect(faults).toEqual([]);
  });

  it('announces the selected call in a live region', async () => {
    const { page } = await open('ten');
    const live = page.getByRole('status').first();
    await lanesIn(page).press('Home');
    expect(await live.innerText()).toContain('call 1');
    expect(await lanesIn(page).getAttribute('aria-label')).toBe('Burst 1 of 2');
  });

  it('zooms in on the selected call, and back to all calls', async () => {
    const { page } = await open('ten');
    await lanesIn(page).press('End');
    const whole = await lanesImage(page);
    await lanesIn(page).press('+');
    await lanesIn(page).press('+');
    expect(await lanesImage(page)).not.toBe(whole);
    expect(await page.locator('.ring').first().isVisible()).toBe(true);
    await lanesIn(page).press('0');
    expect(await lanesImage(page)).toBe(whole);
  });

  it.each(['ten', 'many'] as const)(
    'zooms in %s as far as clock resolution allows, and says which range is shown',
    async (name) => {
      const { page } = await open(name);
      await lanesIn(page).press('End');
      for (let times = 0; times < 20; times += 1) await lanesIn(page).press('+');
      expect(await buttonIn(page, /^Zoom in/).getAttribute('aria-disabled')).toBe('true');
      await expect.poll(() => shownRangeIn(page).innerText()).toMatch(/^shown: .*maximum zoom$/);
      const words = await shownRangeIn(page).innerText();
      const [from = 0, to = 0] = words.match(/[\d.]+/g) ?? [];
      expect((words.includes('ms') ? 1 : 1_000) * (Number(to) - Number(from))).toBeCloseTo(1, 3);
      const deepest = await lanesImage(page);
      await lanesIn(page).press('+');
      expect(await lanesImage(page)).toBe(deepest);
      const { labels } = await axisLabels(page, 'Shift+ArrowRight');
      const texts = labels.map(({ text }) => text);
      expect(texts.length).toBeGreaterThan(3);
      expect(new Set(texts).size).toBe(texts.length);
      for (const [index, { left }] of labels.entries()) {
        expect(left).toBeGreaterThan(labels[index - 1]?.right ?? -Infinity);
      }
    },
  );

  it('disables buttons that would have no effect, and leaves the focus on them', async () => {
    const { page } = await open('ten');
    const buttons = [/^Zoom out/, /^Zoom in/, /^All calls/].map((name) => buttonIn(page, name));
    const disabled = () =>
      Promise.all(buttons.map((button) => button.getAttribute('aria-disabled')));
    await expect.poll(disabled).toEqual(['true', 'false', 'true']);
    await buttons[1]?.click();
    expect(await disabled()).toEqual(['false', 'false', 'false']);
    await buttons[2]?.click();
    expect(await disabled()).toEqual(['true', 'false', 'true']);
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('All');
  });

  it('moves along the time axis, says which range is shown, and keeps the hint visible', async () => {
    const { page } = await open('ten');
    await lanesIn(page).press('+');
    await expect.poll(() => shownRangeIn(page).innerText()).toMatch(/^shown: /);
    const before = await shownRangeIn(page).innerText();
    const drawn = await lanesImage(page);
    await lanesIn(page).press('Shift+ArrowRight');
    expect(await lanesImage(page)).not.toBe(drawn);
    await expect.poll(() => shownRangeIn(page).innerText()).not.toBe(before);
    await lanesIn(page).press('Shift+ArrowLeft');
    await expect.poll(() => shownRangeIn(page).innerText()).toBe(before);
    expect(await readoutIn(page).innerText()).toBe('');
    await lanesIn(page).press('Home');
    expect(await page.locator('.hint').first().isVisible()).toBe(true);
    expect(await page.locator('.hint').first().innerText()).toContain(
      'with Shift along the time axis',
    );
    await lanesIn(page).press('0');
    await expect.poll(() => shownRangeIn(page).innerText()).toMatch(/^all shown: 0 /);
  });

  it('outlines what has the focus', async () => {
    const { page } = await open('ten');
    await page.keyboard.press('Tab');
    const outline = await page.evaluate(() =>
      document.activeElement === null ? '' : getComputedStyle(document.activeElement).outlineStyle,
    );
    expect(outline).toBe('solid');
  });
});

describe('the pointer', () => {
  it('shows a tooltip over a call', async () => {
    const { page } = await open('ten');
    await lanesIn(page).hover({ position: { x: 500, y: 33 } });
    const tooltip = page.locator('.tooltip').first();
    expect(await tooltip.innerText()).toMatch(/^call \d+, instance/);
    await page.mouse.move(0, 0);
    expect(await tooltip.isVisible()).toBe(false);
  });

  it('zooms into a dragged rectangle, with Ctrl and the wheel, and back', async () => {
    const { page } = await open('ten');
    const whole = await lanesImage(page);
    const box = await lanesIn(page).boundingBox();
    const [left, top] = [(box?.x ?? 0) + 200, (box?.y ?? 0) + 20];
    await page.mouse.move(left, top);
    await page.mouse.down();
    await page.mouse.move(left + 300, top + 60, { steps: 4 });
    await page.mouse.up();
    const framed = await lanesImage(page);
    expect(framed).not.toBe(whole);
    await page.keyboard.down('Control');
    await page.mouse.wheel(0, -300);
    await page.keyboard.up('Control');
    expect(await lanesImage(page)).not.toBe(framed);
    await page
      .getByRole('button', { name: /^All calls/ })
      .first()
      .click();
    await page.mouse.move(0, 0);
    expect(await lanesImage(page)).toBe(whole);
  });

  it('leaves the plain wheel to the page', async () => {
    const { page } = await open('ten');
    await lanesIn(page).hover();
    await page.mouse.wheel(0, 200);
    await page.waitForFunction(() => window.scrollY > 0);
  });

  it('selects a call by a tap on a phone', async () => {
    const { page } = await open('ten', PHONE);
    await lanesIn(page).tap({ position: { x: 200, y: 33 } });
    expect(await readoutIn(page).innerText()).toMatch(/^call \d+/);
  });
});

describe('the lanes', () => {
  it('follow the color scheme of the system when it changes', async () => {
    const { page } = await open('ten', { ...DESKTOP, colorScheme: 'light' });
    await nextFrames(page);
    const light = await drawnColors(page);
    await page.emulateMedia({ colorScheme: 'dark' });
    await nextFrames(page);
    const dark = await drawnColors(page);
    expect(dark.slice(1, 3)).not.toEqual(light.slice(1, 3));
  });

  it('are by instance if instances served several calls, and by call on request', async () => {
    const { page } = await open('gathered');
    const height = () => lanesIn(page).evaluate((element) => element.clientHeight);
    const byInstance = await height();
    await page.getByRole('button', { name: 'Lanes by call' }).click();
    expect(await height()).toBeGreaterThan(4 * byInstance);
    await page.getByRole('button', { name: 'Lanes by instance' }).click();
    expect(await height()).toBe(byInstance);
  });

  it('are by call without a choice if no instance is known', async () => {
    const { page } = await open('untold');
    expect(await page.getByRole('button', { name: 'Lanes by instance' }).count()).toBe(0);
  });
});

describe('the time axis', () => {
  it.each(['ten', 'brief', 'gathered', 'lossy', 'many'] as const)(
    'of %s cuts off no label, wherever it ends',
    async (name) => {
      const { page } = await open(name);
      for (const key of ['+', '0', '+', 'Shift+ArrowRight', '+']) {
        const { labels, width } = await axisLabels(page, key);
        expect(labels.length).toBeGreaterThan(2);
        for (const { right } of labels) expect(right).toBeLessThanOrEqual(width);
      }
    },
  );
});

describe('a long text', () => {
  it('keeps the table within the page, and is shown in full below', async () => {
    const { page } = await open('long');
    await openDetails(page);
    const [inner, outer] = await page
      .locator('.calls .scroll')
      .first()
      .evaluate(({ scrollWidth, clientWidth }) => [scrollWidth, clientWidth]);
    expect(inner).toBe(outer);
    expect(await page.locator('.names dd').innerText()).toBe(POD);
    expect((await page.locator('h1').boundingBox())?.height).toBeLessThan(100);
  });

  it('is wrapped in print', async () => {
    const { page } = await open('long');
    await openDetails(page);
    await page.emulateMedia({ media: 'print' });
    await page.setViewportSize({ width: 700, height: 900 });
    const widths = await page.evaluate(() =>
      [...document.querySelectorAll('table, dl, pre')].map(
        (element) => element.getBoundingClientRect().right,
      ),
    );
    for (const right of widths) expect(right).toBeLessThanOrEqual(700);
    const cut = await page
      .locator('.scroll')
      .evaluateAll((all) => all.filter((each) => getComputedStyle(each).overflow !== 'visible'));
    expect(cut).toEqual([]);
  });

  it('wraps inside a word of a command only if the word is longer than a line', async () => {
    const { page } = await open('long', PHONE);
    const heights = await page
      .locator('pre span')
      .evaluateAll((words) =>
        words
          .filter(({ textContent }) => textContent.length < 20)
          .map((word) => word.getBoundingClientRect().height),
      );
    expect(heights.length).toBeGreaterThan(40);
    expect(Math.max(...heights)).toBeLessThan(30);
  });
});

describe('calls that waited outside the server', () => {
  it.each(['light', 'dark'] as const)(
    'are drawn by where they were, in %s',
    async (colorScheme) => {
      const { page, faults } = await open('outside', { ...DESKTOP, colorScheme });
      await nextFrames(page);
      const drawn = await drawnColors(page);
      const colors = await rootColors(page, ['--not-accepted', '--unread', '--flight']);
      for (const color of colors) expect(drawn).toContain(color);
      expect(await page.locator('.legend').first().innerText()).toContain(
        'connection not accepted',
      );
      await lanesIn(page).press('Home');
      const readouts: string[] = [];
      for (let call = 0; call < 3; call += 1) {
        readouts.push(await readoutIn(page).innerText());
        await lanesIn(page).press('ArrowDown');
      }
      expect(readouts.join()).toMatch(/not accepted for 150 ms.*unread for 400 ms/s);
      expect(faults).toEqual([]);
      expect(await violations(page)).toEqual([]);
    },
  );
});

describe('calls without an answer', () => {
  it('are drawn differently if throttled and if failed', async () => {
    const { page } = await open('lossy');
    await nextFrames(page);
    const colors = await rootColors(page, ['--failed', '--throttled']);
    const drawn = await drawnColors(page);
    for (const color of colors) expect(drawn).toContain(color);
    await page.getByRole('button', { name: 'Lanes by call' }).click();
    await lanesIn(page).press('Home');
    const readouts = new Set<string>();
    for (let call = 0; call < 10; call += 1) {
      readouts.add(await readoutIn(page).innerText());
      await lanesIn(page).press('ArrowRight');
    }
    expect([...readouts].join()).toContain('throttled: refused (429)');
  });
});

describe('the figure', () => {
  it('is named after its burst', async () => {
    const { page } = await open('ten');
    expect(await page.getByRole('figure', { name: 'Burst 1 of 2' }).count()).toBe(1);
  });
});

describe('ten thousand calls', () => {
  it('are brought into view as they are selected', async () => {
    const { page } = await open('many');
    await lanesIn(page).press('End');
    await nextFrames(page);
    expect(await page.locator('.ring').first().isVisible()).toBe(true);
    expect(await readoutIn(page).innerText()).toMatch(/^call \d+/);
    for (let times = 0; times < 8; times += 1) await lanesIn(page).press('+');
    await nextFrames(page);
    expect(await page.locator('.ring').first().isVisible()).toBe(true);
    await lanesIn(page).press('Home');
    await nextFrames(page);
    expect(await page.locator('.ring').first().isVisible()).toBe(true);
  });

  it('are all in the table', async () => {
    const { page } = await open('many');
    expect(await page.locator('.calls tbody tr').count()).toBe(10_000);
  });
});
