import { defined } from './core/defined.ts';
import type { Recording } from './core/recording.ts';
import { SCHEMA_VERSION } from './core/run-file/schema-version.ts';
import { maskTarget, type TargetDescription } from './core/target-description.ts';
import type { RunContext } from './run-context.ts';

/** The recording of a run that begins now. */
export function unmeasured(
  target: TargetDescription,
  { client, clock }: Pick<RunContext, 'client' | 'clock'>,
): Recording {
  return {
    schemaVersion: SCHEMA_VERSION,
    ...defined({ client: client && { ...client, startedAt: clock.wall() } }),
    target: maskTarget(target),
    solo: [],
    bursts: [],
  };
}
