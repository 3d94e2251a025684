import * as v from 'valibot';
import { COMPARISON_MODES, type ComparisonCell } from './core/comparison.ts';
import { savedRowSchema, type ScanRow } from './core/scan/scan-row.ts';
import { choiceText, type Choice } from './core/recorded/choice.ts';
import { SCHEMA_VERSION } from './core/run-file/schema-version.ts';
import { defined } from './core/defined.ts';
import { interruptedSchema, recordingSchema, type Recording } from './core/recording.ts';
import { parseJson } from './core/parse-json.ts';
import { judge } from './core/run.ts';
import { maskTarget } from './core/target-description.ts';
import { UsageError } from './errors.ts';
import { readFileOrInput } from './input-file.ts';
import { readRecordedRun } from './recorded-run.ts';

const comparisonSchema = v.object({
  schemaVersion: v.literal(SCHEMA_VERSION),
  interrupted: interruptedSchema,
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

const scanSchema = v.object({
  schemaVersion: v.literal(SCHEMA_VERSION),
  interrupted: interruptedSchema,
  scan: v.pipe(v.array(savedRowSchema), v.minLength(1)),
});

/** What a saved file holds. Comparisons and scans have already been judged again. */
export type Saved =
  | { readonly kind: 'run'; readonly recording: Recording }
  | (Several & { readonly kind: 'comparison'; readonly comparison: readonly ComparisonCell[] })
  | (Several & { readonly kind: 'scan'; readonly scan: readonly ScanRow[] });

/** Several runs. Some are missing if they were interrupted. */
interface Several {
  readonly interrupted?: true;
}

/**
 * Reads a run, a comparison or a scan that `--json` wrote, or a run that another program recorded; `-` is
 * standard input.
 * @param choice of the requests that another program recorded
 * @throws UsageError if the file cannot be read or is malformed, or lacks the request that was chosen; the message
 * says where.
 * @throws NoRunError if another program wrote the file, and it has no run of calls.
 */
export function readSaved(
  file: string,
  option: '--from' | '--against' = '--from',
  choice: Choice = {},
): Saved {
  const origin = `${option} ${file}`;
  const text = readFileOrInput(file, origin).toString();
  // With --against, the choice may be about the other file.
  return readSavedText(text, { origin, choice, mustChoose: option === '--from' });
}

/** How to read the text of a file. */
interface ReadingOptions {
  /** What messages call it. */
  readonly origin: string;
  readonly choice: Choice;
  /** Whether it is an error if there is nothing to choose, as in a file that we wrote. */
  readonly mustChoose: boolean;
}

/**
 * Reads the text of such a file.
 * @throws UsageError as `readSaved` does.
 * @throws NoRunError as `readSaved` does.
 */
export function readSavedText(text: string, { origin, choice, mustChoose }: ReadingOptions): Saved {
  const recording = readRecordedRun(text, origin, choice);
  if (recording !== undefined) return { kind: 'run', recording };
  const saved = readSavedContent(parseText(text, origin), origin);
  if (mustChoose) assertNoChoice(saved, origin, choice);
  return saved;
}

/** @throws UsageError if a request is chosen, although we wrote the file. */
export function assertNoChoice({ kind }: Saved, origin: string, choice: Choice): void {
  const chosen = choiceText(choice);
  if (chosen === '') return;
  throw new UsageError(
    `${origin}: this is a saved ${kind}, in which there is nothing to choose; leave out ${chosen}`,
  );
}

/**
 * Checks the content of such a file; messages call it `origin`.
 * @throws UsageError if it is malformed; the message says where.
 */
export function readSavedContent(content: unknown, origin: string): Saved {
  if (isNestedTooDeeply(content)) {
    throw new UsageError(
      `${origin}: expected at most ${MOST_LEVELS} levels of nesting, received more; is this a file that --json wrote?`,
    );
  }
  const version = isRecord(content) ? content['schemaVersion'] : undefined;
  if (version !== SCHEMA_VERSION) {
    throw new UsageError(
      `${origin}: schemaVersion: expected ${SCHEMA_VERSION}, received ${version === undefined ? 'none' : JSON.stringify(version)}; is this a file that --json wrote?`,
    );
  }
  if (isRecord(content) && 'comparison' in content) {
    const { comparison, interrupted } = validate(origin, comparisonSchema, content);
    return {
      kind: 'comparison',
      ...defined({ interrupted }),
      comparison: comparison.map(({ run, ...cell }) => ({ ...cell, run: judge(masked(run)) })),
    };
  }
  if (isRecord(content) && 'scan' in content) {
    const saved = validate(origin, scanSchema, content);
    const rows = saved.scan.map(({ values, run }) => ({ values, run: judge(masked(run)) }));
    return { kind: 'scan', ...defined({ interrupted: saved.interrupted }), scan: rows };
  }
  return { kind: 'run', recording: masked(validate(origin, recordingSchema, content)) };
}

/** What earlier versions or other programs wrote may name secrets. */
function masked(recording: Recording): Recording {
  const { target } = recording;
  return target === undefined ? recording : { ...recording, target: maskTarget(target) };
}

/** The error of JSON.parse() would quote the text, which may hold secrets. */
function parseText(text: string, origin: string): unknown {
  const content = parseJson(text);
  if (content !== undefined) return content;
  throw new UsageError(
    `${origin}: expected a run file that --json wrote, a HAR file, or output of k6 or oha, received ${describeText(text)}`,
  );
}

function describeText(text: string): string {
  const content = text.trim();
  if (content === '') return 'an empty file';
  return /^[{[]/.test(content)
    ? 'incomplete or malformed JSON; was the file written to its end?'
    : 'something else';
}

function validate<Output>(
  origin: string,
  schema: v.GenericSchema<unknown, Output>,
  content: unknown,
): Output {
  const result = v.safeParse(schema, content);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new UsageError(`${origin}: ${issuePath(issue)}: ${describeIssue(issue)}`);
}

/** `bursts[0].invocations[3].sentAt` */
function issuePath({ path }: v.BaseIssue<unknown>): string {
  return (path ?? [])
    .map(({ key }) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .replace(/^\./, '');
}

/** What was expected and what came, without the validator's notation. */
function describeIssue(issue: v.BaseIssue<unknown>): string {
  if (issue.type === 'partial_check' || issue.type === 'max_length') return issue.message;
  const { type, received } = issue;
  if (type === 'min_length') return "expected text that is not empty, received ''";
  if (received === 'undefined') return `expected ${expectedWords(issue)}, received none`;
  return `expected ${expectedWords(issue)}, received ${RECEIVED[received] ?? received.slice(0, MOST_QUOTED)}`;
}

/** How much of a value is quoted, in characters. */
const MOST_QUOTED = 60;

const RECEIVED: Readonly<Record<string, string>> = { Array: 'a list', Object: 'an object' };

function expectedWords({ type, expected, requirement, received }: v.BaseIssue<unknown>): string {
  if (type === 'min_value') return `at least ${String(requirement)}`;
  if (type === 'picklist')
    return (expected ?? '').replaceAll(/[()]/g, '').replaceAll(' | ', ' or ');
  // An object reports a property that is missing as its own issue.
  if (type.endsWith('object') && received === 'undefined') return 'a value';
  return EXPECTED[type] ?? type;
}

const EXPECTED: Readonly<Record<string, string>> = {
  array: 'a list',
  boolean: 'true or false',
  finite: 'a finite number',
  integer: 'a whole number',
  loose_object: 'an object',
  number: 'a number',
  object: 'an object',
  string: 'text',
};

/** Our files have about ten. Thousands would overflow the stack of any function that visits them. */
const MOST_LEVELS = 100;

function isNestedTooDeeply(content: unknown): boolean {
  let level = [content];
  for (let depth = 0; depth <= MOST_LEVELS; depth += 1) {
    level = level.flatMap((value) => (isRecord(value) ? Object.values(value) : []));
  }
  return level.length > 0;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
