import { describe, expect, it } from 'vitest';
import { diagnose, diff, judge } from '../../src/api/api.ts';
import { render } from '../../src/api/render.ts';
import { judge as judgeRecording } from '../../src/core/run.ts';
import { UsageError } from '../../src/errors.ts';
import { renderJson } from '../../src/reporters/json.ts';
import { usageErrorOf } from '../helpers/errors.ts';
import { queue, recording, soloCalls, wall } from '../helpers/runs/bursts.ts';

const SERIAL = recording(
  [queue({ calls: 6, workers: 1 }), queue({ calls: 6, workers: 1 })],
  soloCalls(),
);
const TOGETHER = recording([wall({ calls: 6 }), wall({ calls: 6 })], soloCalls());

describe('judge', () => {
  it('returns what the run file has', () => {
    const run = judge(SERIAL);
    expect(run).toEqual(JSON.parse(renderJson(judgeRecording(SERIAL))));
    expect(run.verdict.kind).toBe('serial');
  });

  it('judges its own result again, and reads no verdict from it', () => {
    const run = judge(SERIAL);
    expect(judge(run)).toEqual(run);
    expect(judge({ ...run, verdict: judge(TOGETHER).verdict } as typeof run)).toEqual(run);
  });

  it.each([
    [{ ...SERIAL, solo: 'none' }, 'recording: solo: expected a list, received "none"'],
    [
      undefined,
      'recording: schemaVersion: expected 1, received none; is this a file that --json wrote?',
    ],
  ])('refuses what is not a recording', (content, message) => {
    // @ts-expect-error The compiler refuses it, too.
    expect(usageErrorOf(() => judge(content))).toBe(message);
  });
});

describe('diff', () => {
  it('says what changed', () => {
    const change = diff(SERIAL, judge(TOGETHER));
    expect(change).toMatchObject({ conclusion: 'changed', warnings: [] });
    expect(change.rows[0]).toMatchObject({ name: 'verdict', before: 'serial', outcome: 'better' });
  });
});

describe('diagnose', () => {
  it('returns nothing if no call waited', () => {
    expect(diagnose(TOGETHER)).toBeUndefined();
  });
});

describe('render', () => {
  it.each([
    ['text', /^Burst 1 of 2/m],
    ['summary', /^SERIAL {3}one call at a time/m],
    ['json', /^\{"schemaVersion":1,/],
    ['html', /^<!doctype html>/i],
    ['trace', /^\{"displayTimeUnit":"ms",/],
    ['markdown', /serial/i],
    ['junit', /^<\?xml /],
  ] as const)('%s', async (format, expected) => {
    expect(await render(SERIAL, format)).toMatch(expected);
  });

  it('compares with an earlier run', async () => {
    const text = await render(TOGETHER, 'summary', { before: SERIAL });
    expect(text).toContain('serial');
    expect(text).not.toContain('Burst 1');
  });

  it('has colors and another width if they are asked for', async () => {
    const text = await render(SERIAL, 'text', { color: true, columns: 60 });
    expect(text).toContain('\u001B[');
  });

  it('refuses another format', async () => {
    // @ts-expect-error The compiler refuses it, too.
    await expect(render(SERIAL, 'yaml')).rejects.toThrow(
      'expected one of the formats text, summary, json, html, trace, markdown, junit, received yaml',
    );
  });

  it.each([
    [{ columns: 1e9 }, 'columns: expected a whole number from 20 to 1000, received 1000000000'],
    [{ columns: 0 }, 'columns: expected a whole number from 20 to 1000, received 0'],
    [{ columns: -1 }, 'columns: expected a whole number from 20 to 1000, received -1'],
    [{ columns: Number.NaN }, 'columns: expected a whole number from 20 to 1000, received NaN'],
    [{ columns: '80' }, 'columns: expected a whole number from 20 to 1000, received "80"'],
    [{ color: 'no' }, 'color: expected true or false, received "no"'],
    [{ colour: true }, 'unknown option colour; did you mean color?'],
    [
      { before: null },
      'recording: schemaVersion: expected 1, received none; is this a file that --json wrote?',
    ],
    [80, 'options: expected an object such as { columns: 80 }, received 80'],
  ])('refuses the options %j', async (options, message) => {
    // @ts-expect-error The compiler refuses them, too.
    await expect(render(SERIAL, 'text', options)).rejects.toThrow(new UsageError(message));
  });
});
