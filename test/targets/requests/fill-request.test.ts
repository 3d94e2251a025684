import { describe, expect, it } from 'vitest';
import { numberCalls, requestMaker, signEach } from '../../../src/targets/requests/fill-request.ts';

const REQUEST = { method: 'POST', path: '/', headers: { host: 'a' } };

describe('numberCalls', () => {
  it('never gives a number twice, and the lines in turn', () => {
    const next = numberCalls(['a', 'b']);
    expect([next(), next(), next()]).toEqual([
      { n: 1, line: 'a' },
      { n: 2, line: 'b' },
      { n: 3, line: 'a' },
    ]);
    expect(numberCalls()()).toEqual({ n: 1 });
  });
});

describe('requestMaker', () => {
  it('makes one request for all calls if it has no placeholder', () => {
    const [first, second] = requestMaker({ ...REQUEST, body: 'x' })(2);
    expect(first).toBe(second);
  });

  it('fills in path, headers and body, and goes on from burst to burst', () => {
    const make = requestMaker(
      {
        method: 'POST',
        path: '/%7Bline%7D?n={n}',
        headers: { cookie: 'id={n}', 'x-a': ['{line}', 'y'] },
        body: '{"n": {n}}',
      },
      ['a', 'b'],
    );
    expect(make(1)).toEqual([
      {
        method: 'POST',
        path: '/a?n=1',
        headers: { cookie: 'id=1', 'x-a': ['a', 'y'] },
        body: '{"n": 1}',
      },
    ]);
    expect(make(2).map(({ path }) => path)).toEqual(['/b?n=2', '/a?n=3']);
  });

  it('leaves a body of bytes as it is', () => {
    const body = new TextEncoder().encode('{n}');
    expect(requestMaker({ ...REQUEST, path: '/{n}', body })(1)[0]?.body).toBe(body);
  });
});

describe('signEach', () => {
  it('signs the same request only once', async () => {
    let signed = 0;
    const other = { ...REQUEST, path: '/other' };
    const result = await signEach([REQUEST, REQUEST, other], (request) => {
      signed += 1;
      return Promise.resolve({ ...request, path: `${request.path}!` });
    });
    expect(signed).toBe(2);
    expect(result.map(({ path }) => path)).toEqual(['/!', '/!', '/other!']);
  });
});
