import { startMarking, type MarkingProgram } from '../../helpers/marking-program.ts';
import { expectToMatchSchema } from '../../helpers/schema.ts';

/** For runs that are short. */
export const QUICK = ['-n', '6', '-b', '1', '--solo', '2'];

/** A row of a scan file, with the properties that tests read. */
interface Row {
  readonly values: Readonly<Record<string, string>>;
  readonly marked: boolean;
  readonly callsPerSecond?: number;
  readonly cpuCores?: number;
  readonly memoryBytes?: number;
  readonly run: { readonly verdict: { readonly kind: string }; readonly problem?: string };
}

/** Parses a scan, which has to match the published schema. */
export function rowsIn(json: string): readonly Row[] {
  const content: { readonly scan: readonly Row[] } = JSON.parse(json);
  expectToMatchSchema(content);
  return content.scan;
}

/** What a scan varied, row by row. */
export const valuesOf = (rows: readonly Row[]): string[] =>
  rows.map(({ values }) => Object.values(values).join(' '));

/** A cluster of `process.argv[3]` workers; each does `answer` with a call, then calls `done`. */
export const cluster = (answer: string): string => `
  import cluster from 'node:cluster';
  import { createServer } from 'node:http';
  const [port, workers] = process.argv.slice(2).map(Number);
  if (cluster.isPrimary) {
    if (!(workers > 0)) throw new RangeError('no workers');
    for (let nth = 0; nth < workers; nth += 1) cluster.fork();
  } else {
    createServer((request, response) => {
      mark('called ' + workers);
      const done = () => response.end('served');
      ${answer}
    }).listen(port, '127.0.0.1');
  }`;

/** Blocks the thread, but uses no CPU. */
export const BLOCKING =
  'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 150); done();';

/** A scan of a Node program. */
export function startScan(program: string, options: readonly string[]): MarkingProgram {
  return startMarking(program, (script) => [
    'http://127.0.0.1:{port}/',
    ...QUICK,
    ...options,
    '--',
    'node',
    script,
    '{port}',
    '{workers}',
  ]);
}
