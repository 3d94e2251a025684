import { defined } from '../../core/defined.ts';

/** What the page's script draws. Times are in ms after the release of the burst. */
export interface PageData {
  /** Short and full names of instances, by their index. */
  readonly instances: readonly (readonly [string, string])[];
  readonly bursts: readonly BurstData[];
}

/** What a target reports about when it served a call: when its handler ran, how long it took, or nothing. */
export type ServerTimes = 'handler' | 'service' | 'none';

/** Instances have this many colors in turn, as on the live page. Their names tell them apart. */
export const HUES = 8;

/** A burst, as the page's script draws it. */
export interface BurstData {
  readonly serverTimes: ServerTimes;
  /** In the order in which they were served. */
  readonly calls: readonly PackedCall[];
}

/** One call of the timeline and of its table. */
export interface PictureCall {
  /** Counted from 1. */
  readonly number: number;
  readonly outcome: 'answered' | 'throttled' | 'failed';
  readonly sent: number;
  readonly received?: number;
  /** When its answer began, if that was noticeably before it ended. */
  readonly began?: number;
  /** When its connection was accepted, if it waited for that. */
  readonly acceptedAt?: number;
  /** When its request was read, if it waited for that. */
  readonly readAt?: number;
  /** When the target started and stopped serving it, if known. */
  readonly start?: number;
  readonly end?: number;
  /** Index of its instance, if known. */
  readonly instance?: number;
  readonly cold?: boolean;
  readonly nth?: number;
  /** Why it failed or was throttled, or how long its instance took to initialize. */
  readonly note?: string;
}

/** The same as an array, which takes a third of the space. */
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
  began: number | null,
  acceptedAt?: number | null,
  readAt?: number | null,
];

const OUTCOMES = ['answered', 'throttled', 'failed'] as const;

/** A call as an array; `unpack` reverses it. */
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
    call.began ?? null,
    ...outside(call),
  ];
}

/** Few calls wait outside the server, so the arrays of the others are shorter. */
function outside({ acceptedAt, readAt }: PictureCall): [] | [number | null, number | null] {
  return acceptedAt === undefined && readAt === undefined
    ? []
    : [acceptedAt ?? null, readAt ?? null];
}

/** A call from its array. */
export function unpack(packed: PackedCall): PictureCall {
  const [number, outcome, sent, received, start, end, instance, cold, nth, note, began] = packed;
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
    began: began ?? undefined,
    ...unpackOutside(packed),
  });
}

function unpackOutside([, , , , , , , , , , , acceptedAt, readAt]: PackedCall): Pick<
  PictureCall,
  'acceptedAt' | 'readAt'
> {
  return defined({ acceptedAt: acceptedAt ?? undefined, readAt: readAt ?? undefined });
}
