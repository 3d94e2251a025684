import { smallest } from '../statistics.ts';
import type { JudgedProbe } from './probes.ts';

// The same call, sent while those of a burst were in progress that the server had not refused. A limit of calls in
// progress refuses it until one of those is done, and a limit of calls per second lets it through after a while.

/** What became of such calls. */
export interface LatecomerEvidence {
  /** How many there were, and how many of them ran beside all the others. */
  readonly calls: number;
  readonly ranBeside: number;
  /** If all were refused, until when, ms after the release. */
  readonly refusedUntilMs?: number;
}

/** A latecomer that waits for another call is done a solo call after that. What ran beside it is done sooner, by this share. */
const SOONER = 0.2;

/** What latecomers show; `undefined` if there were none while all calls that were served were in progress. */
export function latecomerEvidence(probes: readonly JudgedProbe[]): LatecomerEvidence | undefined {
  const probe = probes.find(({ fired }) => fired.latecomers !== undefined);
  if (probe === undefined || probe.timeline.throttled === 0) return undefined;
  const { answered, soloMs, stalled } = probe.timeline;
  const firstDone = smallest(answered.map(({ receivedAt }) => receivedAt));
  if (soloMs === undefined || firstDone === undefined || stalled !== undefined) return undefined;
  const inTime = (probe.fired.latecomers ?? []).filter(({ sentAt }) => sentAt < firstDone);
  if (inTime.length === 0) return undefined;
  const besideUntil = firstDone + (1 - SOONER) * soloMs;
  const served = inTime.filter(({ refused }) => !refused);
  return {
    calls: inTime.length,
    ranBeside: served.filter(({ sentAt, ms }) => sentAt + ms <= besideUntil).length,
    ...(served.length === 0 && { refusedUntilMs: Math.max(...inTime.map(({ sentAt }) => sentAt)) }),
  };
}
