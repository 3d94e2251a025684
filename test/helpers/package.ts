import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ROOT, type Ended } from './run.ts';

/** The functions of the service and their routes. */
export const ROUTES: Readonly<Record<string, string>> = {
  ping: 'GET /ping',
  'ping-blocking': 'GET /ping/blocking',
  'ping-cpu': 'GET /ping/cpu',
  page: 'GET /',
};

/** The script that `npx sls` runs. */
export const SERVERLESS = path.join(ROOT, 'node_modules/serverless/bin/serverless.js');

/** A resource of a CloudFormation template, with the properties that tests read. */
export interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

/** A CloudFormation template, with the properties that tests read. */
export interface Template {
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs: Readonly<Record<string, { readonly Value: unknown }>>;
}

/** The output of `sls package`. */
export interface Packaged {
  readonly zips: ReadonlyMap<string, Buffer>;
  readonly template: Template;
}

/** Runs `sls package` into a temporary folder. Rejects with its output if it fails. */
export async function packageService(...args: readonly string[]): Promise<Packaged> {
  const folder = mkdtempSync(path.join(tmpdir(), 'concurrency-check-package-'));
  try {
    const { status, output } = await serverless(['package', '--package', folder, ...args]);
    if (status !== 0) throw new Error(output);
    const names = readdirSync(folder).filter((name) => name.endsWith('.zip'));
    const template: Template = JSON.parse(
      readFileSync(path.join(folder, 'cloudformation-template-update-stack.json'), 'utf8'),
    );
    return {
      zips: new Map(names.map((name) => [name, readFileSync(path.join(folder, name))])),
      template,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs `sls` and waits for its end. The output is that of both streams. */
export async function serverless(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<{ readonly status: number | null; readonly output: string }> {
  const { status, stdout, stderr } = await runServerless(args, { env });
  return { status, output: stdout + stderr };
}

/** Runs `sls` in a folder, that of our service by default, and waits for its end. */
export function runServerless(
  args: readonly string[],
  { folder = ROOT, env = {} }: { readonly folder?: string; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<Ended> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [SERVERLESS, ...args],
      { cwd: folder, env: { ...process.env, ...env }, timeout: 110_000, killSignal: 'SIGKILL' },
      (_, stdout, stderr) => resolve({ status: child.exitCode, stdout, stderr }),
    );
  });
}
