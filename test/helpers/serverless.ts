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
import { runServerless } from './package.ts';
import { ROOT } from './run.ts';

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

function copyService(into: string): string {
  const folder = mkdtempSync(path.join(into, 'service-'));
  for (const name of readdirSync(ROOT)) {
    if (name.startsWith('.') || NOT_COPIED.has(name)) continue;
    cpSync(path.join(ROOT, name), path.join(folder, name), { recursive: true });
  }
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));
  return folder;
}

async function findApiId({ cloudformation }: MiniStack, StackName: string): Promise<string> {
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
