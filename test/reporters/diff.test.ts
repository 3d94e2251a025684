import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { diffRuns } from '../../src/core/diff/diff-runs.ts';
import { renderDiff } from '../../src/reporters/terminal/diff.ts';
import type { TerminalStyle } from '../../src/reporters/terminal/style.ts';
import { addressRun, defaultRun, lifelike, localRun } from '../helpers/runs/runs.ts';

const NARROW: TerminalStyle = { columns: 80, color: false, unicode: true };
const serial = localRun({
  path: '/ping/blocking?delay=1000',
  mode: 'one-process',
  bursts: [1, 2].map((seed) =>
    lifelike({ calls: 10, eachMs: 1_000, workers: 1, instances: 1, seed }),
  ),
});

describe('a run compared with an earlier one, in a terminal', () => {
  const change = diffRuns(serial, defaultRun());

  it('is shown as a table with the summary last', () => {
    const lines = renderDiff(change, NARROW);
    expect(lines[0]).toMatch(
      /^Compared with GET \/ping\/blocking\?delay=1000 on the local service/,
    );
    expect(lines.find((line) => line.includes('verdict'))).toMatch(/serial +parallel +better$/);
    expect(lines.findLast((line) => !line.startsWith(' '))).toMatch(
      /^Before: serial\. Now: parallel, at least 10 at a time,/,
    );
    expect(lines.join('\n')).toContain('Compare with care: The route was /ping/blocking before');
  });

  it.each([40, 80, 140])('fits into %i columns', (columns) => {
    for (const line of renderDiff(change, { ...NARROW, columns })) {
      expect(line.length).toBeLessThanOrEqual(columns);
    }
  });

  it('has the same text with color as without', () => {
    const painted = renderDiff(change, { ...NARROW, color: true });
    expect(painted.join('')).not.toBe(renderDiff(change, NARROW).join(''));
    expect(painted.map(stripVTControlCharacters)).toEqual(renderDiff(change, NARROW));
  });

  it('is shown without the control characters of its file', () => {
    const evil = 'https://example.org/\u001B]0;title\u0007\n\u202Etext';
    const lines = renderDiff(diffRuns(addressRun([], [], evil), defaultRun()), NARROW);
    for (const line of lines) expect(line).not.toMatch(/\p{Cc}|\p{Cf}/u);
  });
});
