import { toJsonSchema } from '@valibot/to-json-schema';
import { invocationSchema } from '../src/core/invocation.ts';
import { outputFileSchema, runFileSchema, verdictSchema } from '../src/core/run-file.ts';

/**
 * The JSON Schema of what `--json` writes. It cannot express relations between fields; those are
 * checked when a file is read.
 */
export function jsonSchema(): string {
  const definitions = { run: runFileSchema, invocation: invocationSchema, verdict: verdictSchema };
  const schema = toJsonSchema(outputFileSchema, { definitions, errorMode: 'ignore' });
  const about = { title: 'A run of concurrency-check', ...schema };
  return `${JSON.stringify(about, null, 2)}\n`;
}
