import type { Burst, Run } from '../run.ts';
import { sum } from '../statistics.ts';
import { countedBursts, TOLERANCE } from './figures.ts';

/** From this share of its cores on, a machine has none to spare: who computes more takes it from others. */
const FULL = 0.85;

/** Cores that a row's server went without, since other processes or the hypervisor took them. */
export interface SharedCores {
  readonly taken: number;
  readonly of: number;
}

/**
 * What others took of a machine that was full while the bursts ran; `undefined` if it changes throughput
 * by less than is told apart, or if the machine showed nothing.
 */
export function sharedCores(run: Run): SharedCores | undefined {
  const of = run.load?.cores;
  const uses = countedBursts(run).flatMap(useOf);
  const overMs = sum(uses.map((use) => use.overMs));
  if (of === undefined || overMs === 0) return undefined;
  const mean = (name: 'machine' | 'others'): number =>
    sum(uses.map((use) => use[name] * use.overMs)) / overMs;
  const taken = mean('others');
  return mean('machine') >= FULL * of && taken >= TOLERANCE * of ? { taken, of } : undefined;
}

interface Use {
  readonly overMs: number;
  /** Cores that were busy, and those of them with neither the server's work nor ours. */
  readonly machine: number;
  readonly others: number;
}

function useOf({ usage, observed }: Burst): Use[] {
  if (usage === undefined || observed?.machineCores === undefined) return [];
  const { machineCores: machine, ownCores = 0 } = observed;
  const server = usage.cpuMs / usage.overMs;
  return [{ overMs: usage.overMs, machine, others: machine - ownCores - server }];
}
