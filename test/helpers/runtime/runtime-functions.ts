import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { packageService } from '../package.ts';
import { ROOT } from '../run.ts';
import { HOME, type Code } from './runtime-client.ts';

const PACKAGE = path.join(HOME, 'package');
const TEMPLATE = path.join(PACKAGE, 'template.json');
const UNPACKED = path.join(HOME, 'functions');
const FIXTURES = path.join(ROOT, 'test/fixtures/runtime');

/** The functions that the service deploys. */
export const FUNCTIONS = ['ping', 'ping-blocking', 'ping-cpu'] as const;
export type FunctionName = (typeof FUNCTIONS)[number];

/** Packages the service, and unpacks each zip as Lambda does. */
export async function packageFunctions(): Promise<void> {
  const { zips, template } = await packageService();
  for (const folder of [PACKAGE, UNPACKED]) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
  }
  writeFileSync(TEMPLATE, JSON.stringify(template));
  for (const [file, content] of zips) {
    const zip = path.join(PACKAGE, file);
    writeFileSync(zip, content);
    unpack(zip, path.join(UNPACKED, path.basename(file, '.zip')));
  }
}

/**
 * A function as the template configures it, with the content of its zip.
 * @throws if the template has no such function
 */
export function deployed(name: FunctionName): Code {
  const template: Template = JSON.parse(readFileSync(TEMPLATE, 'utf8'));
  const properties = Object.values(template.Resources)
    .filter(({ Type }) => Type === 'AWS::Lambda::Function')
    .map(({ Properties }) => Properties)
    .find(({ FunctionName: given }) => given === `concurrency-check-dev-${name}`);
  if (properties === undefined) throw new Error(`expected the function ${name} in ${TEMPLATE}`);
  const { Handler, MemorySize, LoggingConfig, Environment } = properties;
  return {
    folder: path.join(UNPACKED, name),
    handler: Handler,
    memoryMb: MemorySize,
    env: {
      ...Environment?.Variables,
      AWS_LAMBDA_LOG_FORMAT: LoggingConfig.LogFormat,
      AWS_LAMBDA_LOG_LEVEL: LoggingConfig.ApplicationLogLevel,
    },
  };
}

interface Template {
  readonly Resources: Readonly<
    Record<
      string,
      {
        readonly Type: string;
        readonly Properties: {
          readonly FunctionName: string;
          readonly Handler: string;
          readonly MemorySize: number;
          readonly LoggingConfig: {
            readonly LogFormat: string;
            readonly ApplicationLogLevel: string;
          };
          readonly Environment?: { readonly Variables: Readonly<Record<string, string>> };
        };
      }
    >
  >;
}

/** A handler for tests, from `test/fixtures/runtime/<name>.mjs`. */
export function fixture(name: string): Code {
  return { folder: FIXTURES, handler: `${name}.handler`, memoryMb: 256, env: {} };
}

/** Unpacks with Python, since Node cannot read zip files. */
function unpack(zip: string, folder: string): void {
  const args = ['-m', 'zipfile', '--extract', zip, folder];
  const { status, error, stderr } = spawnSync('python3', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`cannot unpack ${zip}: ${error?.message ?? stderr}`);
}
