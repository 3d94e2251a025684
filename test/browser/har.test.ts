import { type RequestListener, type ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findRun, isRun, type NoRun } from '../../src/core/recorded/find-run.ts';
import { readHar } from '../../src/core/recorded/har.ts';
import { isRecorded } from '../../src/core/recorded/recorded-call.ts';
import { judge, type Run } from '../../src/core/run.ts';
import { answerPage, fetchAll, openBrowser } from '../helpers/browser.ts';
import { closedPort, httpServer } from '../helpers/loopback.ts';

// HAR files as Chromium's own developer tools export them.

/** How long the server works on each call, ms: long compared with what a busy machine adds. */
const EACH_MS = 600;

let browser: Browser;
let debuggingPort: number;

beforeAll(async () => {
  debuggingPort = await closedPort();
  browser = await openBrowser(
    `--remote-debugging-port=${debuggingPort}`,
    '--remote-allow-origins=*',
  );
});

afterAll(() => browser.close());

/** Serves a page, and an API that works on `atATime` calls at a time. */
function serving(atATime: number): RequestListener {
  const waiting: ServerResponse[] = [];
  let busy = 0;
  const next = (): void => {
    const response = busy < atATime ? waiting.shift() : undefined;
    if (response === undefined) return;
    busy += 1;
    setTimeout(() => {
      busy -= 1;
      response.end('{}');
      next();
    }, EACH_MS);
  };
  return (request, response) => {
    response.setHeader('cache-control', 'no-store');
    if (request.url?.startsWith('/api') !== true) {
      answerPage(response);
      return;
    }
    waiting.push(response);
    next();
  };
}

/** Makes three calls one at a time and then ten together, and returns what DevTools export of them. */
async function record(url: string, query: (call: number) => string): Promise<string> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(url);
  const tools = await openTools(page);
  for (const call of [0, 1, 2]) {
    await fetchAll(page, [`/api?n=solo${call}`]);
  }
  await fetchAll(
    page,
    Array.from({ length: 10 }, (_, call) => `/api?${query(call)}`),
  );
  const har = await exportHar(tools, 13);
  await tools.context().close();
  await context.close();
  return har;
}

/** Opens the developer tools of a page as a page of their own. */
async function openTools(page: Page): Promise<Page> {
  const address = `127.0.0.1:${debuggingPort}`;
  const listed = await fetch(`http://${address}/json`);
  const targets: { id: string; url: string }[] = JSON.parse(await listed.text());
  const target = targets.find(({ url }) => url === page.url());
  const tools = await (await browser.newContext()).newPage();
  const socket = `${address}/devtools/page/${target?.id}`;
  await tools.goto(`http://${address}/devtools/inspector.html?ws=${socket}&panel=network`);
  await tools.waitForFunction(NETWORK_LOG);
  await delay(1_000); // until they have attached to the page
  return tools;
}

/** Scripts run within the developer tools, by the modules of these. */
const REQUESTS = `(await import('./models/logs/logs.js')).NetworkLog.NetworkLog.instance().requests()`;
const NETWORK_LOG = `(async () => ${REQUESTS} !== undefined)()`;
const EXPORT = `(async () => {
  const finished = ${REQUESTS}.filter((one) => one.finished);
  const log = await (await import('./models/har/har.js')).Log.Log.build(finished, { sanitize: false });
  return JSON.stringify({ log });
})()`;

async function exportHar(tools: Page, calls: number): Promise<string> {
  for (let tries = 0; ; tries += 1) {
    const har = await tools.evaluate<string>(EXPORT);
    const { log }: { log: { entries: unknown[] } } = JSON.parse(har);
    if (log.entries.length >= calls || tries === 50) return har;
    await delay(100);
  }
}

function found(har: string): Run | NoRun {
  const recorded = readHar(har);
  if (!isRecorded(recorded)) throw new Error(`expected calls, received ${recorded.code}`);
  const run = findRun(recorded);
  return isRun(run) ? judge(run) : run;
}

describe('the calls of a page in Chromium', () => {
  it.each([
    [1, { kind: 'serial' }],
    [100, { kind: 'overlapping', workers: { high: null } }],
  ])('to a server that takes %i at a time are judged', async (atATime, verdict) => {
    const { port } = await httpServer(serving(atATime));
    const run = found(await record(`http://127.0.0.1:${port}/`, (call) => `n=${call}`));
    expect(run).toMatchObject({ verdict });
    if (!('verdict' in run)) return;
    expect(run.solo).toHaveLength(3);
    // No more than six could leave together.
    expect(Math.max(...run.bursts.map(({ invocations }) => invocations.length))).toBeLessThan(7);
    expect(run.recordedBy).toMatchObject({ calls: 13, held: { because: 'connections' } });
  });

  it('with one URL say nothing about a server that takes all at a time', async () => {
    const { port } = await httpServer(serving(100));
    const noRun = found(await record(`http://127.0.0.1:${port}/`, () => 'n=same'));
    expect(noRun).toMatchObject({ code: 'one-by-one', held: { calls: 9, because: 'same-url' } });
  });
});
