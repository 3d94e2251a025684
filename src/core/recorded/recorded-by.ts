import * as v from 'valibot';
import { amount, described, positive, text } from '../schemas.ts';

/** The formats of other programs that a run can be found in. */
export const RECORDED_FORMATS = ['har', 'k6', 'oha'] as const;
/** A format of another program that a run can be found in. */
export type RecordedFormat = (typeof RECORDED_FORMATS)[number];

/** Why a browser kept calls back, if that shows. */
const HELD_BECAUSE = ['same-url', 'connections'] as const;

/** Calls that the client itself kept back before it sent them. */
const heldSchema = v.object({
  calls: positive('How many'),
  mostMs: amount('The longest time, ms'),
  because: v.exactOptional(
    described(
      v.picklist(HELD_BECAUSE),
      'Whether it sends identical requests one by one, or had no more connections',
    ),
  ),
});

/** What another program recorded, and how much of it is judged. */
export const recordedBySchema = v.object({
  format: described(v.picklist(RECORDED_FORMATS), 'The format of the file'),
  creator: v.exactOptional(text('The program that wrote it, such as WebInspector 537.36')),
  calls: positive('Calls of the judged request in the file, without those that a cache answered'),
  followers: v.exactOptional(
    positive(
      'Calls among them that are not judged: each was sent while others were in flight, most at the pace of the client',
    ),
  ),
  otherCalls: v.exactOptional(positive('Calls of other requests in the file')),
  cached: v.exactOptional(
    positive("Calls that the browser's own cache or a service worker answered"),
  ),
  leftOut: v.exactOptional(
    positive('Calls of any request for which the file does not say when or where they were sent'),
  ),
  held: v.exactOptional(described(heldSchema, 'Calls that the browser kept back')),
});

/** What another program recorded, and how much of it is judged. */
export type RecordedBy = v.InferOutput<typeof recordedBySchema>;
/** Calls that the client itself kept back before it sent them. */
export type Held = v.InferOutput<typeof heldSchema>;
