import * as v from 'valibot';
import { text } from './schemas.ts';

/** What fired the calls, and when. */
export const clientSchema = v.object({
  version: text('Version of concurrency-check'),
  startedAt: v.pipe(
    v.number(),
    v.finite(),
    v.description("When the run started on the client's wall clock, ms since 1970"),
  ),
  platform: text('Operating system and architecture, such as linux x64'),
  cores: v.pipe(
    v.number(),
    v.integer(),
    v.minValue(1),
    v.description('Processor cores that the client could use'),
  ),
  node: text('Version of Node.js'),
});

/** What fired the calls, and when. */
export type Client = v.InferOutput<typeof clientSchema>;
