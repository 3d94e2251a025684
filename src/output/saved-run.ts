import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { COMPARISON_MODES, type ComparisonCell } from '../core/comparison.ts';
import { judge, recordingSchema, SCHEMA_VERSION, type Recording } from '../core/run.ts';
import { describeFileError, messageOf, UsageError } from '../errors.ts';

const comparisonSchema = v.object({
  schemaVersion: v.literal(SCHEMA_VERSION),
  comparison: v.pipe(
    v.array(
      v.object({
        route: v.string(),
        mode: v.picklist(COMPARISON_MODES),
        run: recordingSchema,
      }),
    ),
    v.minLength(1),
  ),
});

export type Saved =
  | { readonly kind: 'run'; readonly recording: Recording }
  | { readonly kind: 'comparison'; readonly comparison: readonly ComparisonCell[] };

/**
 * What `--json` wrote, a run or a comparison.
 * @throws UsageError that says where in the file something is not as it should be.
 */
export function readSaved(file: string, option: '--from' | '--against' = '--from'): Saved {
  const content = parse(file, option);
  const version = isRecord(content) ? content['schemaVersion'] : undefined;
  if (version !== SCHEMA_VERSION) {
    throw new UsageError(
      `${file}: schemaVersion: expected ${SCHEMA_VERSION}, received ${version === undefined ? 'none' : JSON.stringify(version)}; is it a run file?`,
    );
  }
  if (isRecord(content) && 'comparison' in content) {
    const { comparison } = checked(file, comparisonSchema, content);
    return {
      kind: 'comparison',
      comparison: comparison.map(({ run, ...cell }) => ({ ...cell, run: judge(run) })),
    };
  }
  return { kind: 'run', recording: checked(file, recordingSchema, content) };
}

function parse(file: string, option: string): unknown {
  try {
    return JSON.parse(read(file, option));
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${option} ${file}: expected JSON: ${messageOf(error)}`, { cause: error });
  }
}

function read(file: string, option: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    throw new UsageError(`${option} ${file}: ${describeFileError(error)}`, { cause: error });
  }
}

function checked<Output>(
  file: string,
  schema: v.GenericSchema<unknown, Output>,
  content: unknown,
): Output {
  const result = v.safeParse(schema, content);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new UsageError(`${file}: ${place(issue)}: ${problem(issue)}`);
}

/** `bursts[0].invocations[3].sentAt` */
function place({ path }: v.BaseIssue<unknown>): string {
  return (path ?? [])
    .map(({ key }) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .replace(/^\./, '');
}

function problem(issue: v.BaseIssue<unknown>): string {
  if (issue.type === 'partial_check') return issue.message.replace(/^E/, 'e');
  const received = issue.received === 'undefined' ? 'none' : issue.received;
  return `expected ${EXPECTED[issue.type] ?? issue.expected ?? issue.type}, received ${received}`;
}

const EXPECTED: Readonly<Record<string, string>> = {
  integer: 'a whole number',
  finite: 'a finite number',
};

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
