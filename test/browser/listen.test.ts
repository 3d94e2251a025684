import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from '../../src/core/listen/caller.ts';
import { judgeCallers } from '../../src/core/listen/judge-callers.ts';
import { listen } from '../../src/listen/listen.ts';
import { answerPage, fetchAll, openBrowser } from '../helpers/browser.ts';
import { httpServer } from '../helpers/loopback.ts';

// What --listen says about Chromium.

/** Long compared with what a busy machine adds to a call, ms. */
const DELAY_MS = 800;

let browser: Browser;

beforeAll(async () => {
  browser = await openBrowser();
});

afterAll(() => browser.close());

/** A page from another origin, as the live page is. */
async function openElsewhere(): Promise<Page> {
  const { port } = await httpServer((_, response) => answerPage(response));
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`http://127.0.0.1:${port}/`);
  return page;
}

/** Lets a browser call, and returns the verdict on it. */
async function judgeBrowser(call: (url: string) => Promise<unknown>): Promise<Caller> {
  let calls: Promise<unknown> | undefined;
  const record = await listen({
    delayMs: DELAY_MS,
    now: () => performance.now(),
    signal: new AbortController().signal,
    onListening: (port) => {
      calls = call(`http://127.0.0.1:${port}/`);
    },
    onCalls: () => {},
  });
  await calls;
  const [caller, ...others] = judgeCallers(record, { cores: 2 });
  expect(others).toEqual([]);
  if (caller === undefined) throw new Error('expected a caller');
  return caller;
}

const paths = (count: number): string[] => Array.from({ length: count }, (_, n) => `?x=${n}`);

describe('--listen', () => {
  it('names the six connections of a browser', async () => {
    const page = await openElsewhere();
    const caller = await judgeBrowser((url) =>
      fetchAll(
        page,
        paths(10).map((path) => url + path),
      ),
    );
    expect(caller).toMatchObject({
      client: 'browser',
      connections: 6,
      http: ['1.1'],
      verdict: { kind: 'limited', limit: 6 },
      likely: { code: 'browser-connections' },
    });
  });

  it('names a browser that asks for the same URL twice', async () => {
    const page = await openElsewhere();
    const caller = await judgeBrowser((url) => fetchAll(page, [url, url]));
    expect(caller).toMatchObject({
      verdict: { kind: 'one-at-a-time' },
      likely: { code: 'browser-same-url' },
    });
  });

  it('names two tabs with the same address', async () => {
    const context = await browser.newContext();
    const tabs = await Promise.all([context.newPage(), context.newPage()]);
    const caller = await judgeBrowser((url) => Promise.all(tabs.map((tab) => tab.goto(url))));
    expect(caller.arrivals.map(({ request }) => request)).toEqual(['GET /', 'GET /']);
    expect(caller.likely).toEqual({ code: 'browser-same-url' });
  });

  it('sees a few different addresses together', async () => {
    const page = await openElsewhere();
    const caller = await judgeBrowser((url) =>
      fetchAll(
        page,
        paths(5).map((path) => url + path),
      ),
    );
    expect(caller.verdict).toEqual({ kind: 'together' });
    expect(caller.likely).toEqual({ code: 'below-limit', client: 'browser', preset: 6 });
  });
});
