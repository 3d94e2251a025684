import { describe, expect, it } from 'vitest';
import { hideSecrets, requestSecrets } from '../../src/core/secrets/request-secrets.ts';

describe('the secrets in a request', () => {
  it.each([
    [{ cookie: 'id=s3cret; theme=dark-mode; x=1' }, ['s3cret', 'dark-mode', '1']],
    [{ cookie: ['a=s3cret', 'b=user-{n}-{line}'] }, ['s3cret', 'user-', '-', '']],
    [{ authorization: 'Bearer s3cret' }, ['s3cret']],
    [{ authorization: `Basic ${btoa('me:s3:cret')}` }, [btoa('me:s3:cret'), 's3:cret']],
    [{ authorization: 'Basic %' }, ['%']],
    [{ authorization: 'Basic %%%%' }, ['%%%%']],
    [{ 'x-api-key': ['s3cret'] }, ['s3cret']],
    [{ accept: 'text/html' }, []],
  ])('are of the headers %j %j', (headers, secrets) => {
    expect(requestSecrets({ headers, path: '/' })).toEqual(secrets);
  });

  it('are of its query and its body, too', () => {
    const path = '/a?token=s3%63ret&b=c';
    expect(requestSecrets({ headers: {}, path, body: '{"password": "pass-word"}' })).toEqual(
      expect.arrayContaining(['s3%63ret', 's3cret', 'pass-word']),
    );
    const body = new TextEncoder().encode('pin=1&otp=123456');
    expect(requestSecrets({ headers: {}, path: '/', body })).toContain('123456');
  });

  it('are hidden, the longest first, unless they are so short that they may be part of any word', () => {
    const secrets = ['s3cret', 'x', '', 's3cret-too'];
    expect(hideSecrets('got s3cret-too and s3cret: x', secrets)).toBe('got *** and ***: x');
  });
});
