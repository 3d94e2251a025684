import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseRun } from '../helpers/output.ts';
import { run, type Ended } from '../helpers/run.ts';
import { expectToMatchSchema } from '../helpers/schema.ts';
import { startOffline, type Offline } from '../helpers/servers.ts';

const PING = 'lambda:concurrency-check-dev-ping';

let server: Offline;

beforeAll(async () => {
  server = await startOffline();
});
afterAll(() => server?.stop());

function check(...args: readonly string[]): Promise<Ended> {
  return run(args, {
    AWS_ENDPOINT_URL_LAMBDA: `http://127.0.0.1:${server.lambdaPort}`,
    AWS_REGION: 'eu-north-1',
    AWS_ACCESS_KEY_ID: 'any',
    AWS_SECRET_ACCESS_KEY: 'any',
  });
}

describe('lambda:', () => {
  it('sends more calls at once than the SDK opens sockets, each only once', async () => {
    const event = '{"delay":1000}';
    const args = ['-d', event, '-n', '70', '-b', '1', '--json', '-'];
    const { status, stdout, stderr } = await check(PING, ...args);
    expect(status, stderr).toBe(0);
    const json = parseRun(stdout);
    expectToMatchSchema(json);
    expect(json.target).toMatchObject({
      kind: 'lambda',
      name: 'concurrency-check-dev-ping',
      region: 'eu-north-1',
      url: `http://127.0.0.1:${server.lambdaPort}`,
    });
    expect(json.bursts[0]?.timeline).toMatchObject({ answered: 70, peakOverlap: 70, instances: 1 });
    expect(json.verdict).toMatchObject({ kind: 'concurrent', workers: { estimate: 70 } });
    const nths = json.bursts[0]?.invocations.map(({ served }) => served?.nth) ?? [];
    expect(new Set(nths).size).toBe(70); // no call was sent twice
  });

  it('is serial for code that blocks', async () => {
    const args = ['-d', '{"delay":200}', '-n', '4'];
    const { stdout } = await check(`${PING}-blocking`, ...args);
    expect(stdout).toMatch(/^SERIAL {3}one call at a time, on one instance$/m);
    expect(stdout).toContain('concurrency-check-dev-ping-blocking on Lambda at http://127.0.0.1:');
  });

  it('quotes the error of a function that refuses its event', async () => {
    const { status, stderr } = await check(PING, '-d', '{"delay":"soon"}');
    expect(status).toBe(3);
    expect(stderr).toContain('the function returned statusCode 400');
    expect(stderr).toContain('delay: expected a whole number');
  });

  it('says if there is no such function', async () => {
    const { status, stderr } = await check('lambda:there-is-none');
    expect(status).toBe(3);
    expect(stderr).toContain('no such function, version or alias; check the name');
  });

  it('says if AWS_ENDPOINT_URL is not an address', async () => {
    const { status, stdout, stderr } = await run([PING], {
      AWS_ENDPOINT_URL_LAMBDA: '127.0.0.1:1',
      AWS_REGION: 'eu-north-1',
      AWS_ACCESS_KEY_ID: 'any',
      AWS_SECRET_ACCESS_KEY: 'any',
    });
    expect({ status, stdout }).toEqual({ status: 3, stdout: '' });
    expect(stderr).toContain('AWS_ENDPOINT_URL: expected an address such as http://127.0.0.1:4566');
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  it.each([
    [['lambda:'], 'expected lambda:NAME'],
    [[PING, '-d', '{delay:1}'], '-d: expected the event as JSON, received {delay:1}'],
    [[PING, '-H', 'a: b'], '-H does not apply to lambda: targets, only to HTTP addresses'],
    [
      [`${PING}:3`, '--cold'],
      'that of the version or alias 3 cannot be changed; leave out the qualifier',
    ],
  ])('refuses %j', async (args, reason) => {
    const { status, stderr } = await check(...args);
    expect(status).toBe(2);
    expect(stderr).toContain(reason);
  });
});
