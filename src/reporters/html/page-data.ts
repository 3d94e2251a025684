import { defined } from '../../core/defined.ts';

/** What the page's script draws. Times are ms after the release of the burst. */
export interface PageData {
  /** Short and full names of instances, by their index. */
  readonly instances: readonly (readonly [string, string])[];
  readonly bursts: readonly BurstData[];
}

/** What a target reports about when it served a call: when its handler ran, how long it took, or nothing. */
export type ServerTimes = 'handler' | 'service' | 'none';

export interface BurstData {
  readonly serverTimes: ServerTimes;
  /** In the order in which they began. */
  readonly calls: readonly PackedCall[];
}

/** One call of the picture and of its table. */
export interface PictureCall {
  /** From 1 on, as people count. */
  readonly number: number;
  readonly outcome: 'answered' | 'throttled' | 'failed';
  readonly sent: number;
  readonly received?: number;
  /** When it was being served, where that is known. */
  readonly start?: number;
  readonly end?: number;
  /** Index of its instance, where it is named. */
  readonly instance?: number;
  readonly cold?: boolean;
  readonly nth?: number;
  /** How it was lost, or what else the target told. */
  readonly note?: string;
}

/** The same as a row, which takes a third of the room. */
export type PackedCall = readonly [
  number: number,
  outcome: number,
  sent: number,
  received: number | null,
  start: number | null,
  end: number | null,
  instance: number | null,
  cold: number | null,
  nth: number | null,
  note: string | null,
];

const OUTCOMES = ['answered', 'throttled', 'failed'] as const;

export function pack(call: PictureCall): PackedCall {
  return [
    call.number,
    OUTCOMES.indexOf(call.outcome),
    call.sent,
    call.received ?? null,
    call.start ?? null,
    call.end ?? null,
    call.instance ?? null,
    call.cold === undefined ? null : Number(call.cold),
    call.nth ?? null,
    call.note ?? null,
  ];
}

export function unpack(packed: PackedCall): PictureCall {
  const [number, outcome, sent, received, start, end, instance, cold, nth, note] = packed;
  return defined({
    number,
    outcome: OUTCOMES[outcome] ?? 'failed',
    sent,
    received: received ?? undefined,
    start: start ?? undefined,
    end: end ?? undefined,
    instance: instance ?? undefined,
    cold: cold === null ? undefined : cold === 1,
    nth: nth ?? undefined,
    note: note ?? undefined,
  });
}
