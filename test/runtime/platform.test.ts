import { expect, it } from 'vitest';
import { startEnvironment } from '../helpers/runtime/runtime-client.ts';
import { deployed, fixture } from '../helpers/runtime/runtime-functions.ts';
import { readLogTail } from '../../src/core/answers/lambda-log.ts';
import { serveFunctions, startFunction } from '../helpers/runtime/runtime-service.ts';

// Tests of the helpers that stand in for Lambda: they must report a function's failures.

it('reports a handler that throws', async () => {
  const environment = await startEnvironment(fixture('fails'));
  try {
    const { failed, payload, printed } = await environment.invoke('{"message":"no \\u007f"}');
    expect(failed).toBe(true);
    expect(JSON.parse(payload)).toMatchObject({ errorType: 'RangeError', errorMessage: 'no %7F' });
    expect(printed).toContain('about to fail');
  } finally {
    await environment.stop();
  }
});

it('reports a process that exits during a call', async () => {
  const environment = await startEnvironment(fixture('exits'));
  try {
    const { failed, payload } = await environment.invoke('{}');
    expect(failed).toBe(true);
    expect(JSON.parse(payload)).toMatchObject({ errorType: 'Runtime.ExitError' });
    expect(await environment.ended).toBe(3);
  } finally {
    await environment.stop();
  }
});

it('reports code that cannot be loaded', async () => {
  await expect(startFunction(fixture('broken'))).rejects.toThrow('not today');
});

function logOf({ headers }: Response): string {
  return Buffer.from(headers.get('x-amz-log-result') ?? '', 'base64').toString();
}

it('answers like the Invoke API and the HTTP API', async () => {
  const functions = {
    ping: await startFunction(deployed('ping')),
    text: await startFunction(deployed('ping'), { env: { AWS_LAMBDA_LOG_FORMAT: 'Text' } }),
    fails: await startFunction(fixture('fails')),
  };
  const service = await serveFunctions(functions);
  const invoke = (name: string, body: string): Promise<Response> =>
    fetch(`${service.url}/2015-03-31/functions/${name}/invocations`, {
      method: 'POST',
      headers: { 'x-amz-log-type': 'Tail' },
      body,
    });
  try {
    for (const name of ['ping', 'text']) {
      for (const nth of [1, 2]) {
        const response = await invoke(name, '{"delay":5}');
        const requestId = response.headers.get('x-amzn-requestid') ?? '';
        expect(response.headers.get('x-amz-function-error')).toBeNull();
        expect(await response.json()).toMatchObject({ statusCode: 200 });
        const { report, unread } = readLogTail(logOf(response), requestId);
        expect(unread).toBeUndefined();
        expect(report).toMatchObject({ memoryMb: 256, durationMs: expect.any(Number) });
        expect(report?.initMs).toEqual(nth === 1 ? expect.any(Number) : undefined);
        expect(logOf(response)).toContain('Hello');
        expect(logOf(response)).toContain('Goodbye');
      }
    }
    const failure = await invoke('fails', '{"message":"no"}');
    expect([failure.status, failure.headers.get('x-amz-function-error')]).toEqual([
      200,
      'Unhandled',
    ]);
    expect((await invoke('none', '{}')).status).toBe(404);
    expect((await invoke('ping', '{')).status).toBe(400);
    const statuses = ['/ping?delay=0', '/ping?delay=x', '/fails', '/none'].map(
      async (path) => (await fetch(service.url + path)).status,
    );
    expect(await Promise.all(statuses)).toEqual([200, 400, 500, 404]);
  } finally {
    await service.stop();
    await Promise.all(Object.values(functions).map((each) => each.stop()));
  }
});
