import { describe, expect, it } from 'vitest';
import { SHAPES } from '../../bench/shapes/shapes.ts';
import { assess, MODES, runCase } from '../../bench/simulated/run-case.ts';
import type { Truth } from '../../bench/simulated/server.ts';
import { durationMs, isAnswered } from '../../src/core/invocation.ts';
import { decline, type Verdict, type VerdictKind } from '../../src/core/verdict.ts';

async function draw(name: string, nth: number, mode = 'default') {
  const [shape, chosen] = [
    SHAPES.find((one) => one.name === name),
    MODES.find((one) => one.name === mode),
  ];
  if (shape === undefined || chosen === undefined) throw new Error(`no ${name} in mode ${mode}`);
  const { server, truth, run } = await runCase(shape, { mode: chosen, seed: 1, nth });
  const [burst] = run?.bursts ?? [];
  const tookMs = burst?.invocations.filter(isAnswered).map(durationMs) ?? [];
  const { parameters } = server;
  return { parameters, truth, run, tookMs: tookMs.toSorted((a, b) => a - b) };
}

/** The first case of a shape that fits, with the numbers among its parameters. */
async function find(name: string, fits: (numbers: Readonly<Record<string, number>>) => boolean) {
  for (let nth = 0; nth < 200; nth += 1) {
    const drawn = await draw(name, nth);
    const numbers = Object.fromEntries(
      Object.entries(drawn.parameters).flatMap(([key, value]) =>
        typeof value === 'number' ? [[key, value]] : [],
      ),
    );
    if (fits(numbers)) return { ...drawn, numbers };
  }
  throw new Error(`no case of ${name} fits`);
}

/** The first step between two answers, ms, is left out: it may be that of a bucket that was not empty. */
function stepsOf(tookMs: readonly number[]): number[] {
  return tookMs.slice(2).map((ms, at) => ms - (tookMs[at + 1] ?? 0));
}

describe('the shapes', () => {
  it('have names of their own', () => {
    const names = SHAPES.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  it('are the same for the same seed, whatever the mode', async () => {
    const name = 'pause of one burst';
    const modes = await Promise.all(MODES.map((mode) => draw(name, 3, mode.name)));
    const [once, ...others] = modes.map(({ parameters }) => parameters);
    for (const other of others) expect(other).toStrictEqual(once);
    expect((await draw(name, 3)).run).toStrictEqual(modes[0]?.run);
  });

  it('of a delay are slower by the same time in a burst', async () => {
    const { numbers, tookMs, truth } = await find(
      'constant delay under load',
      ({ delayMs = 0, meanMs = 0 }) => delayMs > meanMs,
    );
    const { delayMs = 0 } = numbers;
    for (const ms of tookMs) expect(ms).toBeGreaterThan(delayMs);
    expect(truth.high).toBe(Infinity);
  });

  it('of a leaky bucket start calls at its step', async () => {
    const { parameters, numbers, tookMs } = await find(
      'leaky bucket with a queue',
      ({ mostWaiting = 0, everyMs = 0, meanMs = 0 }) => mostWaiting > 10 && everyMs > meanMs / 4,
    );
    const { everyMs = 0 } = numbers;
    expect(stepsOf(tookMs).length, JSON.stringify(parameters)).toBeGreaterThan(5);
    const meanStep = stepsOf(tookMs).reduce((a, b) => a + b, 0) / stepsOf(tookMs).length;
    expect(Math.abs(meanStep / everyMs - 1)).toBeLessThan(0.1);
  });

  it('of load shedding refuse what does not fit', async () => {
    const { run, truth } = await find(
      'sheds load with 503',
      ({ workers, waitingRoom }) => workers === 3 && waitingRoom === 0,
    );
    expect(run?.bursts[0]?.timeline).toMatchObject({ throttled: 7, answered: { length: 3 } });
    expect(truth).toStrictEqual({ kinds: ['overlapping'], low: 3, high: 3 });
  });

  it('of a pool that grows are as large as was seen', async () => {
    const { truth, run } = await find('pool doubles between bursts', ({ first }) => first === 2);
    expect(run?.bursts.length).toBeGreaterThan(1);
    expect(truth.high).toBeGreaterThanOrEqual(4);
  });
});

const THREE: Truth = { kinds: ['overlapping'], low: 3, high: 3 };
const NONE: Truth = { kinds: ['overlapping'], low: 10, high: Infinity };

function said(
  kind: Exclude<VerdictKind, 'inconclusive'>,
  low: number,
  high: number | null,
): Verdict {
  return { kind, workers: { estimate: low, low, high }, reasons: [] };
}

describe('a verdict', () => {
  it.each([
    ['the truth', said('overlapping', 3, 3), THREE, 'right'],
    ['an interval that holds it', said('overlapping', 2, 4), THREE, 'right'],
    ['an open interval below it', said('overlapping', 2, null), THREE, 'right'],
    ['more than there are', said('overlapping', 4, null), THREE, 'wrong'],
    ['fewer than there are', said('overlapping', 2, 2), THREE, 'wrong'],
    ['another kind', said('serial', 1, 1), THREE, 'wrong'],
    ['a limit where there is none', said('overlapping', 10, 20), NONE, 'wrong'],
    ['no limit where there is none', said('overlapping', 10, null), NONE, 'right'],
  ] as const)('that says %s is judged', (_, verdict, truth, grade) => {
    expect(assess(verdict, truth).grade).toBe(grade);
  });

  it('that declines is neither right nor wrong', () => {
    const declined = decline({ code: 'no-burst' }, { code: 'fire-a-burst' });
    expect(assess(declined, THREE)).toStrictEqual({ grade: 'declined' });
  });

  it('that finds a bottleneck where there is none is worst', () => {
    expect(assess(said('contended', 1, 3), THREE)).toStrictEqual({
      grade: 'wrong',
      worst: 'contended',
    });
    expect(assess(said('serial', 1, 1), NONE).worst).toBe('serial');
  });
});
