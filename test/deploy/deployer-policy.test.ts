import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

interface Statement {
  readonly Sid: string;
  readonly Effect: string;
  readonly Action: readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: unknown;
}

const TEXT = readFileSync(new URL('../../deploy/deployer-policy.json', import.meta.url), 'utf8');
const policy: { readonly Version: string; readonly Statement: readonly Statement[] } =
  JSON.parse(TEXT);
const resourcesOf = ({ Resource }: Statement): readonly string[] =>
  typeof Resource === 'string' ? [Resource] : Resource;
const allowed = policy.Statement.flatMap(({ Action }) => Action);

/** Resources without a name in them, and the only actions that may use them. */
const NAMELESS = {
  'arn:aws:apigateway:*::/apis': /^apigateway:/,
  'arn:aws:apigateway:*::/apis/*': /^apigateway:/,
  'arn:aws:apigateway:*::/tags/*': /^apigateway:/,
  'arn:aws:execute-api:*:*:*/$default/GET/ping*': /^execute-api:Invoke$/,
  '*': /^(cloudformation:ValidateTemplate|lambda:GetAccountSettings|logs:DescribeLogGroups)$/,
};

describe("the deployer's policy", () => {
  it('is a valid IAM policy that only allows', () => {
    expect(Object.keys(policy)).toEqual(['Version', 'Statement']);
    expect(policy.Version).toBe('2012-10-17');
    for (const statement of policy.Statement) {
      expect(statement).toEqual({
        Sid: expect.stringMatching(/^[A-Za-z0-9]+$/),
        Effect: 'Allow',
        Action: expect.any(Array),
        Resource: expect.anything(),
        ...('Condition' in statement && { Condition: expect.any(Object) }),
      });
    }
    // AWS limits a managed policy to 6,144 characters, not counting white space.
    expect(TEXT.replaceAll(/\s/g, '').length).toBeLessThan(6_144);
  });

  it('names each action once, without wildcards', () => {
    for (const action of allowed) expect(action).toMatch(/^[a-z0-9-]+:[A-Z][A-Za-z]+$/);
    expect(new Set(allowed).size).toBe(allowed.length);
  });

  it('limits each action to names that begin with concurrency-check-, if AWS supports that', () => {
    for (const statement of policy.Statement) {
      for (const resource of resourcesOf(statement)) {
        const nameless = Object.entries(NAMELESS).find(([name]) => name === resource)?.[1];
        if (nameless === undefined) {
          expect(resource).toMatch(/^arn:aws:[a-z0-9]+:\*?:\*?:[^*]*\bconcurrency-check-\*/);
        } else {
          for (const action of statement.Action) expect(action).toMatch(nameless);
        }
      }
    }
  });

  it('changes and deletes only APIs that are named like its own', () => {
    const changing = policy.Statement.filter(({ Action }) =>
      Action.some((action) => /^apigateway:(DELETE|PATCH)$/.test(action)),
    );
    expect(changing.map(({ Action, Condition }) => ({ Action, Condition }))).toEqual([
      {
        Action: ['apigateway:DELETE', 'apigateway:PATCH'],
        Condition: {
          StringLikeIfExists: { 'apigateway:Resource/ApiName': '*-concurrency-check' },
        },
      },
    ]);
  });

  it('passes its role only to Lambda, and attaches no managed policy to a role', () => {
    const passing = policy.Statement.filter(({ Action }) => Action.includes('iam:PassRole'));
    expect(passing.map(({ Action, Condition }) => ({ Action, Condition }))).toEqual([
      {
        Action: ['iam:PassRole'],
        Condition: { StringEquals: { 'iam:PassedToService': 'lambda.amazonaws.com' } },
      },
    ]);
    expect(allowed).not.toContain('iam:AttachRolePolicy');
  });

  // The actions that these commands called in a run against an emulator behind a logging proxy.
  it.each([
    ['the stack of sls deploy', 'cloudformation:CreateStack UpdateStack ValidateTemplate'],
    ['the wait of sls deploy', 'cloudformation:DescribeStacks DescribeStackEvents'],
    ['the look-up of sls deploy', 'cloudformation:DescribeStackResource ListStackResources'],
    ['the bucket of sls deploy', 's3:ListBucket GetObject PutObject DeleteObject'],
    ['the comparison of sls deploy', 'lambda:GetFunction'],
    ['sls info', 'cloudformation:DescribeStacks ListStackResources'],
    ['sls logs', 'logs:DescribeLogStreams FilterLogEvents'],
    ['sls remove', 'cloudformation:DeleteStack DescribeStackEvents'],
    ['a check', 'cloudformation:DescribeStacks DescribeStackResources'],
    ['a check of functions', 'lambda:InvokeFunction GetFunctionConfiguration GetAccountSettings'],
    ['a check with --cold', 'lambda:GetFunctionConcurrency UpdateFunctionConfiguration'],
    ['a signed check', 'execute-api:Invoke'],
  ])('allows %s', (_, needed) => {
    const [service = '', names = ''] = needed.split(':');
    expect(allowed).toEqual(
      expect.arrayContaining(names.split(' ').map((name) => `${service}:${name}`)),
    );
  });
});
