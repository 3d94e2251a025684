import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import {
  chromium as launcher,
  type Browser,
  type BrowserContextOptions,
  type Page,
} from 'playwright-core';
import { chromium } from '../browser/install.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Starts headless Chromium with these switches. The caller closes it. */
export function openBrowser(...switches: readonly string[]): Promise<Browser> {
  return launcher.launch({
    executablePath: chromium(),
    // Debian's Chromium does not run in its sandbox as root.
    args: [...switches, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
  });
}

/** Answers with a page that loads nothing. */
export function answerPage(response: ServerResponse): void {
  response.setHeader('content-type', 'text/html');
  response.end('<!doctype html><title>Page</title><link rel="icon" href="data:,">');
}

/** Lets a page fetch all of these at once, and resolves when it has read the answers. */
export function fetchAll(page: Page, urls: readonly string[]): Promise<unknown> {
  return page.evaluate(
    (addresses) =>
      Promise.all(
        addresses.map(async (address) => {
          const answer = await fetch(address);
          return answer.text();
        }),
      ),
    urls,
  );
}

/** A page whose faults are recorded. */
export interface WatchedPage {
  readonly page: Page;
  /** Script errors, console errors and warnings, and requests that were not allowed. */
  readonly faults: readonly string[];
}

/**
 * Opens a page in a new context and records its faults. Only requests to URLs that start with one of
 * `allowed` are let through.
 */
export async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions & { readonly allowed?: readonly string[] } = {},
): Promise<WatchedPage> {
  const { allowed = [url], ...contextOptions } = options;
  const context = await browser.newContext(contextOptions);
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(`script: ${error.message}`));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) faults.push(`console: ${message.text()}`);
  });
  page.on('request', (request) => {
    if (!allowed.some((start) => request.url().startsWith(start))) {
      faults.push(`request: ${request.url()}`);
    }
  });
  await page.route(
    (address) => !allowed.some((start) => address.href.startsWith(start)),
    (route) => route.abort(),
  );
  await page.goto(url);
  return { page, faults };
}

/**
 * The accessibility violations that axe-core finds in a page's current state, one line each. It is
 * evaluated from outside, so it works under the page's own Content-Security-Policy.
 */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const { violations: found } = await page.evaluate<AxeResults>('axe.run()');
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary}`),
  );
}
