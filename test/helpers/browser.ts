import { readFileSync } from 'node:fs';
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

/** Chromium without a window; to be closed by whoever opened it. */
export function openBrowser(): Promise<Browser> {
  return launcher.launch({
    executablePath: chromium(),
    // Debian's Chromium does not run as root within its sandbox.
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
}

export interface WatchedPage {
  readonly page: Page;
  /** What went wrong: errors of scripts and of the console, and requests that were not allowed. */
  readonly faults: readonly string[];
}

/**
 * A page in a context of its own, which writes down every error and every request. Requests are let
 * through only to addresses that begin with one of `allowed`.
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
 * What axe-core finds wrong with a page as it is now, one line each. It is evaluated from outside, so
 * that the page's own policy on scripts stays as it is.
 */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const { violations: found } = await page.evaluate<AxeResults>('axe.run()');
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary}`),
  );
}
