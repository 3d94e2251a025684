import * as v from 'valibot';
import { recordingSchema } from '../recording.ts';
import type { Run } from '../run.ts';

/** The name under which a row has its target, if a scan has several. */
export const TARGET = 'target';

/** One run of a scan: what was tried, by the names of the lists, and what came of it. */
export interface ScanRow {
  readonly values: ScanValues;
  readonly run: Run;
}

/** A value for each name, in the order in which the lists were given: `{ workers: '4' }`. */
const valuesSchema = v.record(v.string(), v.string());

/** What stood for the names of the lists in one run. */
export type ScanValues = Readonly<v.InferOutput<typeof valuesSchema>>;

/** What is read of a saved row: all else is computed from its run. */
export const savedRowSchema = v.object({
  values: v.pipe(
    valuesSchema,
    v.description(
      'What stood for the names of --scan, in their order; several targets go by the name target',
    ),
  ),
  run: recordingSchema,
});

/** The names of the lists. */
export function namesOf([first]: readonly ScanRow[]): readonly string[] {
  return Object.keys(first?.values ?? {});
}
