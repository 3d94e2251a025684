import * as v from 'valibot';
import { amount } from '../schemas.ts';

/** How busy a machine is. */
export const loadSchema = v.object({
  average: amount('Processes that were running or ready to run: the average of the last minute'),
  cores: v.pipe(v.number(), v.integer(), v.minValue(1), v.description('Processors')),
});

/** How busy a machine is. */
export type Load = v.InferOutput<typeof loadSchema>;

/** From one busy process for each core on, a server has to share its core with another process. */
const BUSY_PER_CORE = 1;

/** Whether a server on this machine would have to share its cores. */
export function isBusy({ average, cores }: Load): boolean {
  return average >= BUSY_PER_CORE * cores;
}
