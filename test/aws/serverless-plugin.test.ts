import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startMiniStack, type MiniStack } from '../helpers/ministack.ts';
import { parseRun } from '../helpers/output.ts';
import { expectToMatchSchema } from '../helpers/schema.ts';
import { copyBookshop, findApiId, type Bookshop } from '../helpers/serverless.ts';

// A service of somebody else, which has the plugin.

/** As in its serverless.yml. */
const REGION = 'eu-west-1';

let ministack: MiniStack;
let bookshop: Bookshop;

beforeAll(async () => {
  ministack = await startMiniStack();
  bookshop = copyBookshop(ministack);
});
afterAll(() => ministack?.stop());

const SHELF = ['-f', 'listBooks', '--path', '/api/shelves/novels/books?ms=500', '-n', '4'];

it('sls concurrency-check says that the service is not deployed', async () => {
  const { status, stdout, stderr } = await bookshop.sls('concurrency-check', ...SHELF);
  expect({ status, stdout, stderr }).toEqual({
    status: 3,
    stdout: '',
    stderr:
      'concurrency-check: there is no stack bookshop-dev in eu-west-1. Deploy it (npx sls deploy), or say where it is with --stage, --region and --aws-profile\n',
  });
});

it('sls concurrency-check calls what is deployed, by its route or through the Invoke API', async () => {
  const deployed = await bookshop.sls('deploy');
  expect(deployed.status, deployed.stderr).toBe(0);
  const { endpoint } = ministack;
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const cloudformation = new CloudFormationClient({ endpoint, region: REGION, credentials });
  const apiId = await findApiId({ cloudformation }, 'bookshop-dev');
  // The address in the outputs of the stack is that of AWS.
  const address = `${endpoint}/_aws/execute-api/${apiId}/$default`;
  const options = ['--api-url', address, '--json', '-'];
  const route = await bookshop.sls('concurrency-check', ...SHELF, ...options);
  expect(route.status, route.stderr).toBe(0);
  const json = parseRun(route.stdout);
  expectToMatchSchema(json);
  expect(json.target).toMatchObject({
    kind: 'deployed',
    name: 'bookshop-dev',
    region: REGION,
    path: '/api/shelves/novels/books?ms=500',
    callsPerInstance: 1,
  });
  expect(json.verdict.kind).toBe('parallel');

  const event = ['-d', '{"ms":500}', '-n', '4', '--json', '-'];
  const invoked = await bookshop.sls('concurrency-check', '-f', 'countStock', ...event);
  expect(invoked.status, invoked.stderr).toBe(0);
  expect(parseRun(invoked.stdout).target).toMatchObject({
    kind: 'lambda',
    name: 'bookshop-dev-countStock',
    region: REGION,
    callsPerInstance: 1,
  });
  expect(parseRun(invoked.stdout).verdict.kind).toBe('parallel');
});
