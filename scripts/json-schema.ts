import { toJsonSchema } from '@valibot/to-json-schema';
import { invocationSchema } from '../src/core/invocation.ts';
import { outputFileSchema, runFileSchema, verdictSchema } from '../src/core/run-file/run-file.ts';
import { SCHEMA_VERSION } from '../src/core/run-file/schema-version.ts';

/** Names the schema, and the version of the format with it. */
const ID = `urn:concurrency-check:run-file:${SCHEMA_VERSION}`;

/**
 * The JSON Schema of what `--json` writes. It cannot express relations between fields; those are
 * checked when a file is read.
 */
export function jsonSchema(): string {
  const definitions = { run: runFileSchema, invocation: invocationSchema, verdict: verdictSchema };
  const schema = toJsonSchema(outputFileSchema, { definitions, errorMode: 'ignore' });
  const about = { $id: ID, title: 'A run of concurrency-check', ...schema };
  return `${JSON.stringify(about, null, 2)}\n`;
}
