import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../helpers/run.ts';
import { namesInZip } from '../helpers/zip.ts';

const FUNCTIONS = ['ping', 'ping-blocking', 'ping-cpu'];
const SERVERLESS = path.join(ROOT, 'node_modules/serverless/bin/serverless.js');

interface Role {
  readonly Policies: readonly {
    readonly PolicyDocument: {
      readonly Statement: readonly { readonly Action: string[]; readonly Resource: unknown[] }[];
    };
  }[];
  readonly ManagedPolicyArns: readonly unknown[];
}

interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>> & Partial<Role>;
}

interface Packaged {
  readonly zips: ReadonlyMap<string, Buffer>;
  readonly resources: readonly Resource[];
}

/** Does what `npx sls package` does, into a folder of its own. */
async function packageService(): Promise<Packaged> {
  const folder = mkdtempSync(path.join(tmpdir(), 'concurrency-check-package-'));
  try {
    const args = [SERVERLESS, 'package', '--package', folder];
    await promisify(execFile)(process.execPath, args, { cwd: ROOT });
    const names = readdirSync(folder).filter((name) => name.endsWith('.zip'));
    const template: { Resources: Record<string, Resource> } = JSON.parse(
      readFileSync(path.join(folder, 'cloudformation-template-update-stack.json'), 'utf8'),
    );
    return {
      zips: new Map(names.map((name) => [name, readFileSync(path.join(folder, name))])),
      resources: Object.values(template.Resources),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

let first: Packaged;
let second: Packaged;

beforeAll(async () => {
  first = await packageService();
  second = await packageService();
});

const ofType = (type: string): Resource[] =>
  first.resources.filter((resource) => resource.Type === type);

describe('the zips', () => {
  it('are one for each function', () => {
    expect(new Set(first.zips.keys())).toEqual(new Set(FUNCTIONS.map((name) => `${name}.zip`)));
  });

  it.each(FUNCTIONS)('of %s holds its bundle and nothing else', (name) => {
    const zip = first.zips.get(`${name}.zip`) ?? Buffer.alloc(0);
    expect(namesInZip(zip)).toEqual([`.build/handlers/${name}.mjs`]);
  });

  it.each(FUNCTIONS)('of %s is the same to the byte the next time', (name) => {
    const [one, other] = [first, second].map(({ zips }) => zips.get(`${name}.zip`));
    expect(one !== undefined && other !== undefined && one.equals(other)).toBe(true);
  });
});

describe('the stack', () => {
  it('has functions on arm64 that log JSON, with memory and a timeout', () => {
    const functions = ofType('AWS::Lambda::Function');
    expect(functions).toHaveLength(FUNCTIONS.length);
    for (const { Properties } of functions) {
      expect(Properties).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        LoggingConfig: { LogFormat: 'JSON' },
        MemorySize: expect.any(Number),
        Timeout: expect.any(Number),
      });
      expect(Properties['Timeout']).toBeGreaterThan(25);
      expect(Properties['Timeout']).toBeLessThanOrEqual(30);
    }
  });

  it('keeps no version of a function', () => {
    expect(ofType('AWS::Lambda::Version')).toEqual([]);
  });

  it('keeps logs for a while, not for ever', () => {
    const groups = ofType('AWS::Logs::LogGroup');
    expect(groups).toHaveLength(FUNCTIONS.length);
    for (const { Properties } of groups) expect(Properties['RetentionInDays']).toBeGreaterThan(0);
  });

  it('has a role that may write its own logs and nothing else', () => {
    const roles = ofType('AWS::IAM::Role');
    expect(roles).toHaveLength(1);
    const { Policies = [], ManagedPolicyArns = [] } = roles[0]?.Properties ?? {};
    expect(ManagedPolicyArns).toEqual([]);
    const statements = Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
    expect(statements).not.toEqual([]);
    for (const { Action, Resource } of statements) {
      for (const action of Action) expect(action).toMatch(/^logs:(Create|Put|Tag)/);
      expect(JSON.stringify(Resource)).toContain('log-group:/aws/lambda/concurrency-check-');
    }
    expect(ofType('AWS::IAM::Policy')).toEqual([]);
  });

  it('has the three routes', () => {
    const routes = ofType('AWS::ApiGatewayV2::Route').map(
      ({ Properties }) => Properties['RouteKey'],
    );
    expect(new Set(routes)).toEqual(new Set(['GET /ping', 'GET /ping/blocking', 'GET /ping/cpu']));
  });
});
