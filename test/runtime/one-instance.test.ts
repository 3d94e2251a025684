import { afterEach, describe, expect, it } from 'vitest';
import { median } from '../../src/core/statistics.ts';
import { asPong, type Pong } from '../../handlers/pong.ts';
import {
  startEnvironment,
  type Code,
  type Environment,
} from '../helpers/runtime/runtime-client.ts';
import { deployed, fixture, FUNCTIONS } from '../helpers/runtime/runtime-functions.ts';

/** Calls before measuring, since V8 still compiles hot code, which stays in memory. */
const WARM_UP = 1_000;
/**
 * Calls between two looks at memory. What leaks grows in each such round; code that V8 compiles late, or
 * drops, changes one of them by several hundred kilobytes. So the median of the rounds counts.
 */
const CALLS = 1_000;
const ROUNDS = 3;
/** An empty handler leaks up to 20 bytes per call, one that keeps every request id 150. */
const MOST_BYTES_PER_CALL = 64;
/** Resident memory after the calls compared with before, which includes native memory. */
const MOST_RSS_RATIO = 1.1;

const NO_WORK = '{"delay":0,"work":0}';

let environment: Environment | undefined;

afterEach(() => environment?.stop());

interface Growth {
  readonly bytesPerCall: number;
  readonly rssRatio: number;
  readonly answers: readonly string[];
}

/** How much memory grows in a round of calls, once warm. */
async function growth(code: Code): Promise<Growth> {
  environment = await startEnvironment(code, { measured: true });
  const answers: string[] = [];
  const call = async (times: number): Promise<void> => {
    for (let time = 0; time < times; time += 1) {
      answers.push((await environment?.invoke(NO_WORK))?.payload ?? '');
    }
  };
  await call(WARM_UP);
  const first = await environment.heap();
  let before = first;
  const grown: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    await call(CALLS);
    const after = await environment.heap();
    grown.push((after.heapUsed - before.heapUsed) / CALLS);
    before = after;
  }
  return {
    bytesPerCall: median(grown) ?? Number.NaN,
    rssRatio: before.rss / first.rss,
    answers,
  };
}

function pongOf(payload: string): Pong | undefined {
  const { body }: { body: string } = JSON.parse(payload);
  return asPong(JSON.parse(body));
}

describe('thousands of calls on one instance', () => {
  it.for(FUNCTIONS)('of %s are counted, and leak nothing', async (name) => {
    const { bytesPerCall, rssRatio, answers } = await growth(deployed(name));
    process.stdout.write(
      `${name}: ${bytesPerCall.toFixed(1)} bytes per call, RSS ${rssRatio.toFixed(3)}x\n`,
    );
    const pongs = answers.map(pongOf);
    expect(new Set(pongs.map((pong) => pong?.instance)).size).toBe(1);
    expect(pongs.map((pong) => pong?.nth)).toEqual(answers.map((_, at) => at + 1));
    expect(pongs.map((pong) => pong?.cold)).toEqual(answers.map((_, at) => at === 0));
    expect(bytesPerCall).toBeLessThan(MOST_BYTES_PER_CALL);
    expect(rssRatio).toBeLessThan(MOST_RSS_RATIO);
  });

  it('are enough to detect a function that leaks a little', async () => {
    const { bytesPerCall } = await growth(fixture('leaking'));
    process.stdout.write(`leaking: ${bytesPerCall.toFixed(1)} bytes per call\n`);
    expect(bytesPerCall).toBeGreaterThan(MOST_BYTES_PER_CALL);
  });
});
