import { describe, expect, it } from 'vitest';
import { readAnswer } from '../../../src/core/answers/answer.ts';
import { refusedBy } from '../../../src/core/answers/refused-by.ts';

const page = (status: number, name = 'nginx/1.22.1'): string =>
  [
    `<html>\r\n<head><title>${status} Error</title></head>`,
    `<body>\r\n<center><h1>${status} Error</h1></center>`,
    `<hr><center>${name}</center>\r\n</body>\r\n</html>\r\n`,
  ].join('\r\n');

const BY_NGINX = { status: 429, headers: { server: 'nginx/1.22.1' }, body: page(429) };
const BY_UVICORN = {
  status: 503,
  headers: {
    server: 'uvicorn',
    connection: 'close',
    'content-type': 'text/plain; charset=utf-8',
  },
  body: 'Service Unavailable',
};

describe('a refused call', () => {
  it.each([
    ['429', BY_NGINX],
    ['503', { ...BY_NGINX, status: 503, body: page(503) }],
    ['without a version', { status: 503, headers: { server: 'nginx' }, body: page(503, 'nginx') }],
    ['of a distribution', { ...BY_NGINX, body: page(429, 'nginx/1.22.1 (Ubuntu)') }],
  ])('shows the error page of nginx: %s', (_, refusal) => {
    expect(refusedBy(refusal)).toBe('nginx');
  });

  it.each([
    ['another body, which nginx passed on', { ...BY_NGINX, body: '{"error":"too many"}' }],
    ['another program in front', { ...BY_NGINX, headers: { server: 'cloudflare' } }],
    ['a page of another status', { ...BY_NGINX, body: page(404) }],
    ['a status that is no refusal', { ...BY_NGINX, status: 502, body: page(502) }],
  ])('leaves open who refused it, with %s', (_, refusal) => {
    expect(refusedBy(refusal)).toBeUndefined();
  });

  it('shows what Uvicorn answers beyond its limit', () => {
    expect(refusedBy(BY_UVICORN)).toBe('uvicorn');
  });

  it.each([
    ['keeps the connection, as a handler does', { connection: 'keep-alive' }],
    ['names another server', { server: 'hypercorn' }],
    ['has another type', { 'content-type': 'application/json' }],
  ])('is not from Uvicorn if the answer %s', (_, headers) => {
    const refusal = { ...BY_UVICORN, headers: { ...BY_UVICORN.headers, ...headers } };
    expect(refusedBy(refusal)).toBeUndefined();
  });

  it.each([
    ['throttled', BY_NGINX, 'nginx'],
    ['failed', BY_UVICORN, 'uvicorn'],
  ])('keeps that in its outcome: %s', (outcome, refusal, program) => {
    const read = readAnswer(refusal, { pongExpected: false });
    expect(read).toMatchObject({ outcome, error: { refusedBy: program } });
  });
});
