import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asPong, type Pong } from '../../handlers/pong.ts';
import { functionUrlEvent, httpApiEvent } from '../helpers/events.ts';
import { startEnvironment, type Environment } from '../helpers/runtime/runtime-client.ts';
import { deployed, FUNCTIONS, type FunctionName } from '../helpers/runtime/runtime-functions.ts';

const PARAMETER = { ping: 'delay', 'ping-blocking': 'delay', 'ping-cpu': 'work' } as const;
const PATH = { ping: '/ping', 'ping-blocking': '/ping/blocking', 'ping-cpu': '/ping/cpu' } as const;
const MOST = { delay: 25_000, work: 10_000 } as const;

interface Response {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Invokes the function. Returns its response, and what it printed meanwhile. */
async function call(
  environment: Environment,
  event: unknown,
): Promise<{ response: Response; requestId: string; printed: string }> {
  const { payload, failed, requestId, printed } = await environment.invoke(JSON.stringify(event));
  expect(failed, payload).toBe(false);
  const response: Response = JSON.parse(payload);
  return { response, requestId, printed };
}

function pongOf({ statusCode, body }: Response): Pong {
  expect(statusCode, body).toBe(200);
  const pong = asPong(JSON.parse(body));
  if (pong === undefined) throw new Error(`expected a pong, received ${body}`);
  return pong;
}

describe.each(FUNCTIONS)('%s from its zip', (name: FunctionName) => {
  const parameter = PARAMETER[name];
  let environment: Environment;

  beforeAll(async () => {
    environment = await startEnvironment(deployed(name));
    await environment.initMs;
  });
  afterAll(() => environment.stop());

  it('answers an HTTP API, a function URL and a direct invocation', async () => {
    const events = [
      httpApiEvent({ [parameter]: '1' }),
      functionUrlEvent({ [parameter]: '1' }),
      { [parameter]: 1 },
    ];
    const instances = new Set<string>();
    for (const [at, event] of events.entries()) {
      const { response, requestId } = await call(environment, event);
      const pong = pongOf(response);
      instances.add(pong.instance);
      expect(response.headers['content-type']).toContain('application/json');
      expect(pong).toMatchObject({
        nth: at + 1,
        cold: at === 0,
        requestId,
        initializationType: 'on-demand',
      });
    }
    expect(instances.size).toBe(1);
  });

  it('logs Hello and Goodbye as separate records with the request id', async () => {
    const { response, requestId, printed } = await call(environment, { [parameter]: 1 });
    const { instance, nth, cold } = pongOf(response);
    const records: unknown[] = printed
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const record = (say: string): object =>
      expect.objectContaining({
        level: 'INFO',
        requestId,
        message: { say, route: PATH[name], instance, nth, cold, requestId },
      });
    expect(records).toEqual([record('Hello'), record('Goodbye')]);
  });

  it.each([-1, 1.5, MOST[parameter] + 1, 1e99, '', 'soon', '1e3', ' 1', true, null, [1], {}])(
    'rejects %j, and answers the next call',
    async (bad) => {
      const { response, printed } = await call(environment, { [parameter]: bad });
      expect(response.statusCode).toBe(400);
      expect(JSON.parse(response.body)).toMatchObject({ error: { parameter } });
      expect(printed).toBe('');
      pongOf((await call(environment, { [parameter]: 0 })).response);
    },
  );

  it('does not print a hostile value', async () => {
    const hostile = '\u001B[2J<script>"\r\nset-cookie: a=b';
    const { response } = await call(environment, httpApiEvent({ [parameter]: hostile }));
    expect(response.statusCode).toBe(400);
    expect(JSON.stringify(response.headers)).not.toContain('a=b');
    expect(environment.printed()).not.toContain('script');
  });
});

describe('an event without parameters', () => {
  it.each([null, [], 'delay', 7, true, {}, { queryStringParameters: null }, { requestContext: 1 }])(
    'gets the default answer: %j',
    async (event) => {
      const environment = await startEnvironment(deployed('ping-cpu'));
      try {
        expect(pongOf((await call(environment, event)).response).nth).toBe(1);
      } finally {
        await environment.stop();
      }
    },
  );
});

it('writes readable lines if the log format is text', async () => {
  const environment = await startEnvironment(deployed('ping'), {
    env: { AWS_LAMBDA_LOG_FORMAT: 'Text' },
  });
  try {
    const { response, requestId, printed } = await call(environment, { delay: 1 });
    const { instance } = pongOf(response);
    const lines = printed.trim().split('\n');
    expect(lines).toHaveLength(2);
    for (const [at, word] of ['Hello', 'Goodbye'].entries()) {
      expect(lines[at]).toContain(`\t${requestId}\tINFO\t${word}`);
      expect(lines[at]).toContain(`instance ${instance}  call 1 (cold)  request ${requestId}`);
    }
  } finally {
    await environment.stop();
  }
});
