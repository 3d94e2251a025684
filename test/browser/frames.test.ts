import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { expect, it, onTestFinished } from 'vitest';
import type { Run } from '../../src/core/run.ts';
import { renderHtml } from '../../src/reporters/html/report.ts';
import { openBrowser, openPage } from '../helpers/browser.ts';
import { defaultRun, tenThousandCalls } from '../helpers/runs/runs.ts';
import { scratchFolder } from '../helpers/scratch.ts';

// How fast the timeline of a report is drawn. timeline.test.ts has what measures nothing.

/** The median time between frames while zooming in and out, in ms. */
function frameMs(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const lanes = document.querySelector('.lanes');
    const { left = 0, top = 0 } = lanes?.getBoundingClientRect() ?? {};
    const times: number[] = [];
    for (let step = 0; step < 40; step += 1) {
      const deltaY = step < 20 ? -40 : 40;
      const at = { clientX: left + 500, clientY: top + 40 };
      lanes?.dispatchEvent(new WheelEvent('wheel', { deltaY, ctrlKey: true, ...at }));
      times.push(await new Promise((resolve) => requestAnimationFrame(resolve)));
    }
    const between = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    return between.toSorted((a, b) => a - b)[between.length >> 1] ?? 0;
  });
}

it('ten thousand calls zoom in less than twice the frame time of ten', async () => {
  const browser = await openBrowser();
  onTestFinished(() => browser.close());
  const open = (run: Run) => {
    const file = path.join(scratchFolder(), 'report.html');
    writeFileSync(file, renderHtml({ run }));
    const viewport = { width: 1280, height: 900 };
    return openPage(browser, pathToFileURL(file).href, { viewport });
  };
  const few = await open(defaultRun());
  const usual = await frameMs(few.page);
  const { page, faults } = await open(tenThousandCalls());
  expect(await frameMs(page)).toBeLessThan(2 * usual);
  await page.getByRole('button', { name: 'Lanes by call' }).click();
  expect(await frameMs(page)).toBeLessThan(2 * usual);
  expect(faults).toEqual([]);
});
