import type { ComparisonCell } from '../../../src/core/comparison.ts';
import type { Invocation } from '../../../src/core/invocation.ts';
import { judge, type Run } from '../../../src/core/run.ts';
import { roundToMicroseconds } from '../../../src/core/statistics.ts';
import { served, together, withoutServed, type DeclaredCall } from './bursts.ts';

/** Pseudorandom numbers from 0 to 1, the same for the same seed. */
function wobble(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

/** Calls as the local service answers them, with small random differences. */
export function lifelike(shape: {
  readonly calls: number;
  readonly eachMs: number;
  /** How many are served at a time; by default all of them. */
  readonly workers?: number;
  readonly instances?: number;
  /** How many of the instances are cold, and about how long these take to start. */
  readonly cold?: number;
  readonly coldMs?: number;
  readonly seed?: number;
}): Invocation[] {
  const { calls, eachMs, workers = calls, instances = calls } = shape;
  const { cold = 0, coldMs = 220, seed = 1 } = shape;
  const random = wobble(seed);
  const free = Array.from({ length: workers }, () => 0);
  const declared = Array.from({ length: calls }, (_, call): DeclaredCall => {
    const sent = 0.02 * call;
    const worker = free.indexOf(Math.min(...free));
    const instance = worker % instances;
    const isCold = instance >= instances - cold && free[worker] === 0;
    const begins = Math.max(free[worker] ?? 0, sent + 1 + random() * 3);
    const from = begins + (isCold ? coldMs * (0.6 + random() * 0.8) : 0.1);
    const to = from + eachMs * (1 + random() * 0.004);
    free[worker] = to;
    return {
      sent,
      from,
      to,
      received: to + 0.5 + random(),
      on: `worker-${instance}`,
      cold: isCold,
    };
  });
  return served(declared);
}

/** Solo calls of the local service: the first is cold. */
export function lifelikeSolo(eachMs: number): Invocation[] {
  return served(
    [0, 1, 2].map((call) => {
      const random = wobble(call + 7);
      const from = roundToMicroseconds(call === 0 ? 240 : 1.5 + random());
      const to = roundToMicroseconds(from + eachMs * (1 + random() * 0.004));
      return {
        from,
        to,
        received: roundToMicroseconds(to + 0.6),
        on: 'worker-0',
        cold: call === 0,
      };
    }),
  );
}

/** A run of the local service. */
export function localRun(options: {
  readonly path?: string;
  readonly mode?: 'one-process' | 'instance-per-call';
  readonly solo?: readonly Invocation[];
  readonly bursts: readonly (readonly Invocation[])[];
}): Run {
  const { path = '/ping?delay=1000', mode = 'instance-per-call', bursts } = options;
  return judge({
    schemaVersion: 1,
    target: { kind: 'local', method: 'GET', path, mode },
    solo: [...(options.solo ?? lifelikeSolo(1_000))],
    bursts: bursts.map((invocations) => ({ invocations: [...invocations] })),
  });
}

/** A run against an address; by default its solo calls do not report who served them. */
export function addressRun(
  bursts: readonly (readonly Invocation[])[],
  solo: readonly Invocation[] = lifelikeSolo(1_000).map(withoutServed),
  url = 'https://api.example.org/v1/things?limit=10',
): Run {
  return judge({
    schemaVersion: 1,
    target: { kind: 'http', method: 'GET', url },
    solo: [...solo],
    bursts: bursts.map((invocations) => ({ invocations: [...invocations] })),
  });
}

/** The default check of the local service: a cold burst, then a warm one. */
export function defaultRun(calls = 10): Run {
  const shape = { calls, eachMs: 1_000 };
  return localRun({
    bursts: [lifelike({ ...shape, cold: calls - 1 }), lifelike({ ...shape, seed: 2 })],
  });
}

/** The six cells of the comparison, as measured on two cores. */
export function comparison(calls = 10): ComparisonCell[] {
  const one = { calls, instances: 1 };
  return [
    cell('/ping', 'one-process', { ...one, eachMs: 1_000 }),
    cell('/ping/blocking', 'one-process', { ...one, eachMs: 1_000, workers: 1 }),
    cell('/ping/cpu', 'one-process', { ...one, eachMs: 250, workers: 1 }),
    cell('/ping', 'instance-per-call', { calls, eachMs: 1_000 }),
    cell('/ping/blocking', 'instance-per-call', { calls, eachMs: 1_000 }),
    cell('/ping/cpu', 'instance-per-call', { calls, eachMs: 125 * calls }, 250),
  ];
}

function cell(
  route: string,
  mode: Exclude<ComparisonCell['mode'], 'deployed'>,
  shape: Parameters<typeof lifelike>[0],
  eachMs = shape.eachMs,
): ComparisonCell {
  const run = localRun({
    path: route,
    mode,
    solo: lifelikeSolo(eachMs),
    bursts: [lifelike(shape)],
  });
  return { route, mode, run };
}

/** A run in which some calls failed with `error` and one was throttled. */
export function lossyRun(error: { readonly code: string; readonly message: string }): Run {
  const failed = [0, 1].map((call): Invocation => ({
    call,
    outcome: 'failed',
    sentAt: 0.1,
    error,
  }));
  const throttled: Invocation = {
    call: 0,
    outcome: 'throttled',
    sentAt: 0.1,
    receivedAt: 12.5,
    status: 429,
    error: { code: 'status-429', message: 'refused' },
  };
  const burst = together(lifelike({ calls: 7, eachMs: 1_000 }), failed, [throttled]);
  return localRun({ bursts: [burst] });
}

/** A run with so many calls that drawing them takes time. */
export function tenThousandCalls(): Run {
  const size = { calls: 10_000, eachMs: 1_000, workers: 2_000, instances: 2_000, cold: 700 };
  return localRun({ bursts: [lifelike(size)] });
}
