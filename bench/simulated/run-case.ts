import { measure } from '../../src/check.ts';
import type { Plan } from '../../src/core/plan.ts';
import { judge, type Run } from '../../src/core/run.ts';
import type { Verdict, VerdictKind } from '../../src/core/verdict.ts';
import { TargetError } from '../../src/errors.ts';
import { uniformFrom } from '../../test/helpers/runs/virtual-server.ts';
import { Draw, type Shape } from './draw.ts';
import type { Seen, SimulatedServer, Truth } from './server.ts';
import { simulateTarget } from './simulated-target.ts';
import { World } from './world.ts';

/** A way to use the command. */
export interface Mode {
  readonly name: string;
  readonly plan: Plan;
}

const DEFAULT: Plan = { calls: 10, grow: false, bursts: 2, solo: 3 };

/** The command with its defaults, with `-n auto`, and with `-n 30`. */
export const MODES: readonly Mode[] = [
  { name: 'default', plan: DEFAULT },
  { name: 'auto', plan: { ...DEFAULT, calls: 200, grow: true } },
  { name: '30', plan: { ...DEFAULT, calls: 30 } },
];

/** A run of the whole experiment, and whether its verdict is right. */
export interface Assessed {
  readonly server: SimulatedServer;
  readonly grade: 'right' | 'declined' | 'wrong';
  /** If it is wrong in one of the worst ways, that kind. */
  readonly worst?: 'serial' | 'contended';
  readonly truth: Truth;
  /** Absent if there was no verdict to judge, since all solo calls failed. */
  readonly run?: Run;
}

/** The same seed and number always draw the same server, whatever the mode. */
export async function runCase(
  shape: Shape,
  { mode, seed, nth }: { readonly mode: Mode; readonly seed: number; readonly nth: number },
): Promise<Assessed> {
  const server = shape.draw(new Draw(uniformFrom(hash(`${shape.name} ${seed} ${nth}`))));
  const world = new World(uniformFrom(hash(`${shape.name} ${seed} ${nth} ${mode.name}`)));
  const run = await runCheck(server, world, mode.plan);
  const calls = Math.max(0, ...(run?.bursts ?? []).map(({ timeline }) => timeline.calls));
  const truth = server.truth({ calls, peak: world.peak } satisfies Seen);
  if (run === undefined) return { server, truth, grade: 'declined' };
  return { server, truth, run, ...assess(run.verdict, truth) };
}

async function runCheck(
  server: SimulatedServer,
  world: World,
  plan: Plan,
): Promise<Run | undefined> {
  const { target, clock } = simulateTarget(server, world);
  const context = {
    clock,
    watchStalls: () => () => [],
    machineLoad: () => undefined,
    signal: new AbortController().signal,
    onProgress: () => undefined,
    timeoutMs: Infinity,
    pause: async (ms: number) => world.pass(ms),
  };
  try {
    return judge(await measure(target, plan, context));
  } catch (error) {
    if (error instanceof TargetError) return undefined;
    throw error;
  }
}

export function assess(verdict: Verdict, truth: Truth): Pick<Assessed, 'grade' | 'worst'> {
  if (verdict.kind === 'inconclusive') return { grade: 'declined' };
  const { low, high } = verdict.workers;
  const isCovered = low <= truth.low && (high ?? Infinity) >= truth.high;
  if (truth.kinds.includes(verdict.kind)) return { grade: isCovered ? 'right' : 'wrong' };
  return isWorst(verdict.kind) ? { grade: 'wrong', worst: verdict.kind } : { grade: 'wrong' };
}

function isWorst(kind: VerdictKind): kind is 'serial' | 'contended' {
  return kind === 'serial' || kind === 'contended';
}

/** FNV-1a (Fowler, Noll and Vo, 1991). */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const character of text) {
    value = Math.imul(value ^ (character.codePointAt(0) ?? 0), 0x01000193);
  }
  return value >>> 0;
}
