import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { eventually, groupMembers } from './processes.ts';
import { start, type Ended, type Running } from './run.ts';
import { scratchFolder } from './scratch.ts';

/** A check that starts a Node program of a test as its server. */
export interface MarkingProgram {
  readonly running: Running;
  /** The lines that its processes have written: `group` and the process group, and what they mark. */
  readonly marks: () => string[];
  /** The process groups that have run. */
  readonly groups: () => number[];
  /** Waits until so many lines say `mark`. */
  readonly marked: (mark: string, times: number) => Promise<void>;
  /** Waits for the end of the check, and expects that no process of the program is left. */
  readonly ended: () => Promise<Ended>;
}

/** A Node server that says Hello and Goodbye; `answer` is what it does in between. */
export const serving = (answer = 'setTimeout(done, 300);'): string => `
  import { createServer } from 'node:http';
  createServer((request, response) => {
    mark('called');
    console.log('Hello');
    const done = () => { console.log('Goodbye'); response.end('served'); };
    ${answer}
  }).listen(Number(process.argv[2]), '127.0.0.1');`;

/** Starts a check whose words are made from the file of the program, which marks a line with `mark(text)`. */
export function startMarking(
  program: string,
  wordsFor: (script: string) => readonly string[],
): MarkingProgram {
  const folder = scratchFolder();
  const [script, log] = [path.join(folder, 'server.mjs'), path.join(folder, 'log')];
  writeFileSync(
    script,
    `import { execFileSync } from 'node:child_process';
    import { appendFileSync } from 'node:fs';
    const mark = (text) => appendFileSync(${JSON.stringify(log)}, text + '\\n');
    mark('group' + execFileSync('ps', ['-o', 'pgid=', '-p', String(process.pid)]).toString().trim());
    ${program}`,
  );
  const running = start([...wordsFor(script)]);
  const marks = (): string[] =>
    existsSync(log) ? readFileSync(log, 'utf8').trimEnd().split('\n') : [];
  const groups = (): number[] => {
    const all = marks().flatMap((line) => /^group(\d+)$/.exec(line)?.[1] ?? []);
    return [...new Set(all)].map(Number);
  };
  const left = (): number[] => groups().flatMap((group) => groupMembers(group));
  onTestFinished(() => left().forEach((pid) => process.kill(pid, 'SIGKILL')));
  return {
    running,
    marks,
    groups,
    marked: async (mark, times) => {
      await eventually(
        `${times} times ${mark}`,
        () => marks().filter((line) => line === mark).length >= times,
      );
    },
    ended: async () => {
      const ended = await running.ended;
      expect(left()).toEqual([]);
      return ended;
    },
  };
}
