import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';
import { PROC } from '../../observe/proc.ts';

/**
 * The path of a program that inspects a process: next to what the process runs, or else on PATH; `undefined`
 * if it is not installed.
 */
export function findTool(name: string, pid: number): string | undefined {
  const onPath = (process.env['PATH'] ?? '').split(path.delimiter).filter(Boolean);
  return [
    ...foldersOf(pid)
      .map((folder) => path.join(folder, name))
      .filter(isTrusted),
    ...onPath.map((folder) => path.join(folder, name)),
  ].find(isExecutable);
}

/** The folders of the programs of a process: of its command, its environment and its executable. */
function foldersOf(pid: number): string[] {
  const words = (PROC.read(`${pid}/cmdline`) ?? '').split('\0').slice(0, 2);
  const environment = (PROC.read(`${pid}/environ`) ?? '').split('\0');
  const homes = environment.flatMap(
    (one) => /^(?:VIRTUAL_ENV|JAVA_HOME)=(.+)$/.exec(one)?.[1] ?? [],
  );
  const onItsPath = environment.flatMap((one) => /^PATH=(.+)$/.exec(one)?.[1]?.split(':') ?? []);
  const executable = PROC.link(`${pid}/exe`);
  return [
    ...words.filter((word) => path.isAbsolute(word)).map((word) => path.dirname(word)),
    ...homes.map((home) => path.join(home, 'bin')),
    ...(executable === undefined ? [] : [path.dirname(executable)]),
    ...onItsPath.filter((folder) => path.isAbsolute(folder)),
  ];
}

/** A program that another user has placed next to a process is not run. */
function isTrusted(file: string): boolean {
  const owner = statSync(file, { throwIfNoEntry: false })?.uid;
  return owner !== undefined && (owner === 0 || owner === process.getuid?.());
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
