import type { Decided } from '../../verdict.ts';
import { median } from '../../statistics.ts';
import type { Profile } from './profile.ts';
import { isLikeSolo, isSteady, splitAtGaps, stepsOf } from './steps.ts';

/** A gap of this share of a solo call separates groups. */
const GAP = 0.15;

/** A group is no wider than this share of a solo call. */
const NARROW = 0.1;

/** A group has at least this many calls; single answers may have another pace. */
const LEAST_SIZE = 2;

/**
 * Groups of the same size, the first after a solo call, and the next ones at a step that is not a solo
 * call: no plain queue does that. If the step is longer, the workers stay busy after they have answered, or
 * a limiter lets a group through each time; if it is shorter, only that part of a call is limited. All of
 * these have at least as many calls at a time as a group; only a burst that grows shows whether more.
 */
export function findGroups(profile: Profile): Decided | undefined {
  const { durations, solo, sentLate } = profile;
  if (sentLate > 0 || !isSteady(solo)) return undefined;
  const unit = median(solo);
  const groups = splitAtGaps(durations, GAP * unit);
  const size = evenSize(groups);
  if (size < LEAST_SIZE || groups.some((group) => widthOf(group) > NARROW * unit)) return undefined;
  const starts = groups.map(([start = 0]) => start);
  const steps = stepsOf(starts);
  const stepMs = median(steps) ?? unit;
  const regular = steps.every((step) => Math.abs(step - stepMs) <= NARROW * unit);
  if (!regular || !isLikeSolo(starts[0] ?? 0, unit) || isLikeSolo(stepMs, unit)) return undefined;
  return {
    kind: 'overlapping',
    workers: { estimate: size, low: size, high: null },
    reasons: [{ code: 'groups', size, stepMs, soloMs: unit }, { code: 'instance-unknown' }],
  };
}

/** The size of several groups, of which only the last may be smaller; 0 if they differ. */
function evenSize(groups: readonly (readonly number[])[]): number {
  const sizes = groups.map((group) => group.length);
  const [size = 0, ...later] = sizes;
  const last = later.pop() ?? 0;
  return last > 0 && last <= size && later.every((one) => one === size) ? size : 0;
}

function widthOf(group: readonly number[]): number {
  return (group.at(-1) ?? 0) - (group[0] ?? 0);
}
