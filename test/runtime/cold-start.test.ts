import { expect, it } from 'vitest';
import { cpuMs, startEnvironment, type Code } from '../helpers/runtime/runtime-client.ts';
import { deployed, fixture, FUNCTIONS } from '../helpers/runtime/runtime-functions.ts';

// Compares CPU time, not elapsed time: on a busy machine, two empty handlers started alternately
// differed by a third in elapsed time, and by 2 % in CPU time.

const MOST_TIMES = 1.1;
/** The first answer parses an event and logs two records, which an empty handler does not. */
const MOST_TIMES_ANSWERED = 1.25;

/** Rounds before the first comparison. If a function seems too slow, as many are added. */
const ROUNDS = 15;
const TRIES = 4;
const PATIENCE = { timeout: 300_000 };

/** Times in ms from the start of the process. */
interface ColdStart {
  /** Until the first request for a call, which is Lambda's init duration. */
  readonly initCpu: number;
  readonly init: number;
  readonly answeredCpu: number;
  readonly answered: number;
}

async function coldStart(code: Code): Promise<ColdStart> {
  const environment = await startEnvironment(code);
  try {
    const init = await environment.initMs;
    const initCpu = cpuMs(environment.pid);
    const { answeredAt } = await environment.invoke('{"delay":0,"work":0}');
    const answeredCpu = cpuMs(environment.pid);
    return { initCpu, init, answeredCpu, answered: answeredAt - environment.startedAt };
  } finally {
    await environment.stop();
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** Starts each function once per round, so what slows the machine down slows all of them down. */
async function addRounds(starts: Map<string, ColdStart[]>, codes: [string, Code][]): Promise<void> {
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [name, code] of codes) starts.get(name)?.push(await coldStart(code));
  }
}

/** The medians of a function, and their ratios to those of the empty handler. */
function compare(
  starts: readonly ColdStart[],
  empty: readonly ColdStart[],
): { init: number; answered: number; words: string } {
  const times = (figure: keyof ColdStart): number =>
    medianOf(starts, figure) / medianOf(empty, figure);
  const described = (figure: keyof ColdStart): string =>
    `${medianOf(starts, figure).toFixed(1)} ms (${times(figure).toFixed(3)})`;
  return {
    init: times('initCpu'),
    answered: times('answeredCpu'),
    words:
      `init ${described('initCpu')} of CPU time, ${described('init')} elapsed; ` +
      `first answer ${described('answeredCpu')} of CPU time, ${described('answered')} elapsed`,
  };
}

function medianOf(starts: readonly ColdStart[], figure: keyof ColdStart): number {
  return median(starts.map((start) => start[figure]));
}

it('a cold start takes at most 1.1 times that of an empty handler', PATIENCE, async () => {
  const codes: [string, Code][] = [
    ['empty', fixture('empty')],
    ...FUNCTIONS.map((name): [string, Code] => [name, deployed(name)]),
  ];
  const starts = new Map(codes.map(([name]): [string, ColdStart[]] => [name, []]));
  const compared = (): [string, ReturnType<typeof compare>][] =>
    [...starts].map(([name, own]) => [name, compare(own, starts.get('empty') ?? [])]);
  const tooSlow = (): string[] =>
    compared().flatMap(([name, { init, answered }]) =>
      init <= MOST_TIMES && answered <= MOST_TIMES_ANSWERED ? [] : [name],
    );

  for (let tried = 1; tried <= TRIES; tried += 1) {
    await addRounds(starts, codes);
    if (tooSlow().length === 0) break;
    process.stdout.write(`${tooSlow().join(', ')} too slow after ${tried * ROUNDS} rounds\n`);
  }
  for (const [name, { words }] of compared()) process.stdout.write(`${name}: ${words}\n`);
  expect(tooSlow()).toEqual([]);
});
