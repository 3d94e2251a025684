import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import type { MiniStack } from './ministack.ts';
import { runServerless } from './package.ts';
import { ROOT, type Ended } from './run.ts';

const SERVICE = 'concurrency-check';

/** Folders of the repository that the service does not need. */
const NOT_COPIED = new Set(['bench', 'coverage', 'dist', 'node_modules', 'reports', 'test']);

/** The service, deployed to a MiniStack from a copy of its sources. */
export interface Deployment {
  /** The copy, so the `.serverless` and `.build` of the repository stay as they are. */
  readonly folder: string;
  readonly stack: string;
  readonly apiId: string;
  /** The address of the API, for `--api-url`. The one in the outputs of the stack does not work. */
  readonly apiUrl: string;
  readonly functions: Readonly<Record<'ping' | 'ping-blocking' | 'ping-cpu', string>>;
  /** Environment variables for a check of this deployment. */
  readonly env: NodeJS.ProcessEnv;
  /** Runs `sls` for this stage and returns what it printed. Rejects if it fails. */
  readonly sls: (...args: readonly string[]) => Promise<string>;
  /** Replaces a text in a file of the copy. Afterwards `sls('deploy')` deploys the change. */
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
  const stageArgs = ['--stage', stage];
  for (const [name, value] of Object.entries(params)) stageArgs.push(`--param=${name}=${value}`);
  const sls: Deployment['sls'] = async (...args) => {
    // A separate home folder, so it neither reads nor writes the settings of the user.
    const env = { ...ministack.env, HOME: ministack.folder };
    const { status, stdout, stderr } = await runServerless([...args, ...stageArgs], {
      folder,
      env,
    });
    if (status === 0) return stdout + stderr;
    throw new Error(
      `sls ${args.join(' ')}: expected exit status 0, received ${status}\n${stdout}${stderr}`,
    );
  };
  await sls('deploy');
  const apiId = await findApiId(ministack, stack);
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

/** A copy of the bookshop of the fixtures, which is a service of somebody else. */
export interface Bookshop {
  /** Runs `sls` for it. */
  readonly sls: (...args: readonly string[]) => Promise<Ended>;
}

/** Copies the bookshop, with the packages that its plugins come from. Nothing is deployed yet. */
export function copyBookshop({ folder: into, env: account }: MiniStack): Bookshop {
  const folder = mkdtempSync(path.join(into, 'bookshop-'));
  cpSync(path.join(ROOT, 'test/fixtures/bookshop'), folder, { recursive: true });
  mkdirSync(path.join(folder, 'node_modules'));
  const packages = {
    'concurrency-check': '.',
    'serverless-offline': 'node_modules/serverless-offline',
  };
  for (const [name, from] of Object.entries(packages)) {
    symlinkSync(path.join(ROOT, from), path.join(folder, 'node_modules', name));
  }
  const env = { ...account, HOME: into };
  return { sls: (...args) => runServerless(args, { folder, env }) };
}

function copyService(into: string): string {
  const folder = mkdtempSync(path.join(into, 'service-'));
  for (const name of readdirSync(ROOT)) {
    if (name.startsWith('.') || NOT_COPIED.has(name)) continue;
    cpSync(path.join(ROOT, name), path.join(folder, name), { recursive: true });
  }
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));
  return folder;
}

/** The id of the HTTP API of a stack. */
export async function findApiId(
  { cloudformation }: Pick<MiniStack, 'cloudformation'>,
  StackName: string,
): Promise<string> {
  const { Stacks = [] } = await cloudformation.send(new DescribeStacksCommand({ StackName }));
  const outputs = Stacks.flatMap(({ Outputs = [] }) => Outputs);
  const id = outputs.find(({ OutputKey }) => OutputKey === 'HttpApiId')?.OutputValue;
  if (id === undefined) throw new Error(`the stack ${StackName} has no output HttpApiId`);
  return id;
}

function edit(file: string, text: string, replacement: string): void {
  const before = readFileSync(file, 'utf8');
  if (!before.includes(text)) throw new Error(`${file}: expected it to contain ${text}`);
  writeFileSync(file, before.replace(text, replacement));
}
