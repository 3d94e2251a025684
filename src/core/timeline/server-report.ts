import * as v from 'valibot';
import type { Invocation } from '../invocation.ts';

/** The two words that a handler prints: one when it begins, one when it ends. */
export const PRINTED_WORDS = ['Hello', 'Goodbye'] as const;

/** A word that a handler prints. */
export type PrintedWord = (typeof PRINTED_WORDS)[number];

/** The words that the server printed during a burst, in its order. */
export const printedSchema = v.array(
  v.object({
    at: v.pipe(
      v.number(),
      v.finite(),
      v.description("When the line was read, ms since the burst's release"),
    ),
    word: v.pipe(v.picklist(PRINTED_WORDS), v.description('What the line says')),
  }),
);

/** The words that the server printed during a burst, in its order. */
export type PrintedWords = v.InferOutput<typeof printedSchema>;

/** What the processes of a started server used while calls were in flight. */
export const serverUsageSchema = v.object({
  cpuMs: v.pipe(
    v.number(),
    v.finite(),
    v.minValue(0),
    v.description('CPU time of all its processes together, ms; counted in steps of 10 ms'),
  ),
  overMs: v.pipe(
    v.number(),
    v.finite(),
    v.minValue(0),
    v.description('The time in which it was used, ms'),
  ),
  memoryBytes: v.pipe(
    v.number(),
    v.finite(),
    v.minValue(0),
    v.description('Memory of all its processes afterwards, bytes; what they share counts once'),
  ),
  processes: v.pipe(
    v.number(),
    v.integer(),
    v.minValue(1),
    v.description('How many processes there were'),
  ),
});

/** What the processes of a started server used while calls were in flight. */
export type ServerUsage = v.InferOutput<typeof serverUsageSchema>;

/** What became of a server that was started for the run. */
export const serverReportSchema = v.object({
  command: v.exactOptional(
    v.pipe(
      v.array(v.string()),
      v.description('The command that started it, without secrets; {port} stands for its port'),
    ),
  ),
  readyAfterMs: v.pipe(
    v.number(),
    v.finite(),
    v.description('From its start to its first answer, ms'),
  ),
  ended: v.exactOptional(
    v.pipe(
      v.object({
        exitCode: v.exactOptional(v.pipe(v.number(), v.description('Its exit status'))),
        signal: v.exactOptional(v.pipe(v.string(), v.description('The signal that ended it'))),
      }),
      v.description('How it ended, if it ended by itself during the run'),
    ),
  ),
  lastLines: v.exactOptional(
    v.pipe(
      v.array(v.string()),
      v.description('The last lines that it printed, if it ended or if calls failed'),
    ),
  ),
});

/** What became of a server that was started for the run. */
export type ServerReport = v.InferOutput<typeof serverReportSchema>;

/** The report with the last lines only if they may explain something: the server ended, or calls failed. */
export function relevantReport(report: ServerReport, { solo, bursts }: Calls): ServerReport {
  const { lastLines: _, ...rest } = report;
  const calls = [...solo, ...bursts.flatMap(({ invocations }) => invocations)];
  const explains = rest.ended !== undefined || calls.some(({ outcome }) => outcome === 'failed');
  return explains ? report : rest;
}

interface Calls {
  readonly solo: readonly Invocation[];
  readonly bursts: readonly { readonly invocations: readonly Invocation[] }[];
}

/** How a process ended. */
export type Ending = NonNullable<ServerReport['ended']>;

/** Apart from other words: `GET /hello` in an access log is no Hello of a handler. */
const SAID = /(?<![\w/.-])(?:(?<hello>hello)|goodbye)(?![\w/-])/i;

/** The word that a line of output says; `undefined` if it says neither. */
export function printedWord(line: string): PrintedWord | undefined {
  const groups = SAID.exec(line)?.groups;
  if (groups === undefined) return undefined;
  return groups['hello'] === undefined ? 'Goodbye' : 'Hello';
}

/** What names an error, in the order in which it is believed. A stack trace is indented. */
const ERRORS = [
  /^(?:[\w.]+\.)?\w*(?:Error|Exception)\b/,
  /^(?=\S).*\b(?:error|fatal|panic|failed)\b/i,
];

/** Whether a line says that something went wrong. */
export function namesError(line: string): boolean {
  return ERRORS.some((pattern) => pattern.test(line));
}

/** The last line that names an error; without one, the last line with a word, without its end mark. */
export function errorLine(lines: readonly string[]): string | undefined {
  for (const pattern of ERRORS) {
    const found = lines.findLast((line) => pattern.test(line));
    if (found !== undefined) return withoutEnd(found);
  }
  const last = lines.findLast((line) => /[\p{L}\p{N}]/u.test(line));
  return last === undefined ? undefined : withoutEnd(last);
}

/** Without the punctuation at the end, since what follows has its own mark. */
function withoutEnd(line: string): string {
  return line.trim().replace(/[\s.:;,]+$/, '');
}
