import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { httpServer } from '../helpers/loopback.ts';
import { run, type Ended } from '../helpers/run.ts';

const VARIABLE = 'CONCURRENCY_CHECK_COLD';
const FUNCTION = 'theirs';

/** Checks against Lambda's API as far as `--cold` needs it, which refuses all changes from this one on. */
async function checkCold({ refusedFrom }: { refusedFrom: number }): Promise<Ended> {
  let updates = 0;
  let environment = {};
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method, url = '' } = request;
    const body = await text(request);
    response.setHeader('content-type', 'application/json');
    if (method === 'POST') return void setTimeout(() => response.end('{}'), 200);
    if (method === 'PUT' && (updates += 1) >= refusedFrom) {
      response.statusCode = 403;
      response.setHeader('x-amzn-errortype', 'AccessDeniedException');
      return void response.end(JSON.stringify({ message: IN_COLOR }));
    }
    if (method === 'PUT') environment = JSON.parse(body).Environment;
    response.statusCode = url.endsWith('/configuration') ? 200 : 404;
    response.end(JSON.stringify({ State: 'Active', RevisionId: '1', Environment: environment }));
  };
  const { port } = await httpServer((request, response) => void answer(request, response));
  return run([`lambda:${FUNCTION}`, `--cold=${FUNCTION}`, '-n', '4', '-b', '1', '-d', '{}'], {
    AWS_ENDPOINT_URL_LAMBDA: `http://127.0.0.1:${port}`,
    AWS_REGION: 'eu-north-1',
    AWS_ACCESS_KEY_ID: 'any',
    AWS_SECRET_ACCESS_KEY: 'any',
  });
}

/** Words that a terminal would obey. */
const IN_COLOR = 'no\u001B[31m longer\u001B]0;title\u0007 allowed';

describe('--cold', () => {
  it('ends with 0 if it has put everything back', async () => {
    const { status, stdout, stderr } = await checkCold({ refusedFrom: 3 });
    expect(status, stdout + stderr).toBe(0);
    expect(stderr).toContain(`${FUNCTION} is restored`);
  });

  it('ends with 3 and names what is left if the variable cannot be removed', async () => {
    const { status, stdout, stderr } = await checkCold({ refusedFrom: 2 });
    expect(status).toBe(3);
    expect(stdout).toContain(`${FUNCTION} on Lambda`);
    const last = stderr.trimEnd().split('\n').at(-1);
    expect(last).toContain(
      `the environment variable ${VARIABLE} of ${FUNCTION} could not be removed`,
    );
    expect(last).toContain('no longer allowed');
    expect(stderr).toBe(stripVTControlCharacters(stderr));
  });

  it('leaves nothing behind if it could not even set the variable', async () => {
    const { status, stdout, stderr } = await checkCold({ refusedFrom: 1 });
    expect({ status, stdout }).toEqual({ status: 3, stdout: '' });
    expect(stderr).toContain('no longer allowed');
    expect(stderr).not.toContain('could not be removed');
    expect(stderr).toBe(stripVTControlCharacters(stderr));
  });
});
