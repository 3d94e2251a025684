//! The curve and its axis are drawn by uPlot, Copyright (c) 2025 Leon Sorokin, MIT license.
import type { PageData } from '../../src/reporters/html/page-data.ts';
import { Timeline } from './timeline.ts';

const data: PageData = JSON.parse(document.querySelector('#data')?.textContent ?? '{}');

const timelines = [...document.querySelectorAll<HTMLElement>('figure[data-burst]')].flatMap(
  (figure) => {
    const burst = data.bursts[Number(figure.dataset['burst'])];
    return burst === undefined ? [] : [new Timeline(figure, burst, data)];
  },
);

const dark = window.matchMedia('(prefers-color-scheme: dark)');
dark.addEventListener('change', () => {
  for (const timeline of timelines) timeline.refresh();
});
