import { spawn } from 'node:child_process';
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import type { MiniStack } from './ministack.ts';
import { SERVERLESS } from './package.ts';
import { ROOT, type Ended } from './run.ts';

const SERVICE = 'concurrency-check';
const ENDED_WITHIN_MS = 110_000;

/** What the service does not need of the project's folder. */
const LEFT_OUT = new Set(['bench', 'coverage', 'dist', 'node_modules', 'reports', 'test']);

/** The service, deployed to a MiniStack from a copy of its sources. */
export interface Deployment {
  /** The copy. The project's own `.serverless` and `.build` are left alone. */
  readonly folder: string;
  readonly stack: string;
  readonly apiId: string;
  /** Where the API answers, for `--api-url`; its address in the stack's outputs leads nowhere. */
  readonly apiUrl: string;
  readonly functions: Readonly<Record<'ping' | 'ping-blocking' | 'ping-cpu', string>>;
  /** What is to be added to the environment of a check of it. */
  readonly env: NodeJS.ProcessEnv;
  /** Runs `sls` with these arguments for this stage, for what it printed; fails where it fails. */
  readonly sls: (...args: readonly string[]) => Promise<string>;
  /** Replaces a text in a file of the copy; `sls('deploy')` then deploys the change. */
  readonly edit: (file: string, text: string, replacement: string) => void;
}

/** Deploys the service with `sls deploy`. */
export async function deploy(
  ministack: MiniStack,
  options: { readonly stage?: string; readonly params?: Readonly<Record<string, string>> } = {},
): Promise<Deployment> {
  const { stage = 'dev', params = {} } = options;
  const folder = copyService(ministack.folder);
  const stack = `${SERVICE}-${stage}`;
  const always = ['--stage', stage];
  for (const [name, value] of Object.entries(params)) always.push(`--param=${name}=${value}`);
  const sls: Deployment['sls'] = async (...args) => {
    // Its home is elsewhere, so that no setting of ours is read, and nothing is written to it.
    const env = { ...ministack.env, HOME: ministack.folder };
    const { status, stdout, stderr } = await serverless([...args, ...always], { folder, env });
    if (status === 0) return stdout + stderr;
    throw new Error(`sls ${args.join(' ')} ended with ${status}\n${stdout}${stderr}`);
  };
  await sls('deploy');
  const apiId = await apiOf(ministack, stack);
  return {
    folder,
    stack,
    apiId,
    apiUrl: `${ministack.endpoint}/_aws/execute-api/${apiId}/$default`,
    functions: {
      ping: `${stack}-ping`,
      'ping-blocking': `${stack}-ping-blocking`,
      'ping-cpu': `${stack}-ping-cpu`,
    },
    env: ministack.env,
    sls,
    edit: (file, text, replacement) => edit(path.join(folder, file), text, replacement),
  };
}

/** Runs `sls` as it is installed, to its end. */
function serverless(
  args: readonly string[],
  { folder, env }: { readonly folder: string; readonly env: NodeJS.ProcessEnv },
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [SERVERLESS, ...args], {
      cwd: folder,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: ENDED_WITHIN_MS,
      killSignal: 'SIGKILL',
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.once('error', reject);
    child.once('close', (status) => resolve({ status, stdout, stderr }));
  });
}

function copyService(into: string): string {
  const folder = mkdtempSync(path.join(into, 'service-'));
  for (const name of readdirSync(ROOT)) {
    if (name.startsWith('.') || LEFT_OUT.has(name)) continue;
    cpSync(path.join(ROOT, name), path.join(folder, name), { recursive: true });
  }
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));
  return folder;
}

async function apiOf({ cloudformation }: MiniStack, StackName: string): Promise<string> {
  const { Stacks = [] } = await cloudformation.send(new DescribeStacksCommand({ StackName }));
  const outputs = Stacks.flatMap(({ Outputs = [] }) => Outputs);
  const id = outputs.find(({ OutputKey }) => OutputKey === 'HttpApiId')?.OutputValue;
  if (id === undefined) throw new Error(`the stack ${StackName} has no output HttpApiId`);
  return id;
}

function edit(file: string, text: string, replacement: string): void {
  const before = readFileSync(file, 'utf8');
  if (!before.includes(text)) throw new Error(`${file} holds no ${text}`);
  writeFileSync(file, before.replace(text, replacement));
}
