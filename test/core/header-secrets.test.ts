import { describe, expect, it } from 'vitest';
import { headerSecrets, hideSecrets } from '../../src/core/secrets/header-secrets.ts';

describe('the secrets in headers', () => {
  it.each([
    [{ cookie: 'id=s3cret; theme=dark-mode; x=1' }, ['dark-mode', 's3cret']],
    [{ cookie: ['a=s3cret', 'b=user-{n}-{line}'] }, ['s3cret', 'user-']],
    [{ authorization: 'Bearer s3cret' }, ['s3cret']],
    [{ authorization: `Basic ${btoa('me:s3:cret')}` }, [btoa('me:s3:cret'), 's3:cret']],
    [{ authorization: 'Basic %' }, []],
    [{ authorization: 'Basic %%%%' }, ['%%%%']],
    [{ 'x-api-key': ['s3cret'] }, ['s3cret']],
    [{ accept: 'text/html', 'x-api-key': 'abc' }, []],
  ])('of %j are %j', (headers, secrets) => {
    expect(headerSecrets(headers)).toEqual(secrets);
  });

  it('are hidden, the longest first', () => {
    const secrets = headerSecrets({ cookie: 'a=s3cret; b=s3cret-too' });
    expect(hideSecrets('got s3cret-too and s3cret', secrets)).toBe('got *** and ***');
  });
});
