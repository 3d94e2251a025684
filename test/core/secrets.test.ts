import { describe, expect, it } from 'vitest';
import { isSecretName, maskSecrets } from '../../src/core/secrets/secrets.ts';
import { maskTarget } from '../../src/core/target-description.ts';

describe('maskSecrets', () => {
  it.each([
    ['http://a/?token=x&b=c', 'http://a/?token=***&b=c'],
    ['http://a/?b=c&apiKey=x&sig=y#z', 'http://a/?b=c&apiKey=***&sig=***#z'],
    ['http://a/?to%6Ben=x', 'http://a/?to%6Ben=***'],
    ['http://a/?%=x&%zz-key=y', 'http://a/?%=x&%zz-key=***'],
    ['http://a/?code=x&pw=y&status_code=1', 'http://a/?code=***&pw=***&status_code=1'],
    ['http://me:x@a/', 'http://***@a/'],
    ['/ping?delay=5&X-Amz-Signature=x', '/ping?delay=5&X-Amz-Signature=***'],
    ['http://a/token/b?c=d&e', 'http://a/token/b?c=d&e'],
    ['http://a/?token=&key', 'http://a/?token=&key'],
    ['password=x&b=c', 'password=***&b=c'],
    ['{"secret": "a\\"b", "n":1, "pin_token":12}', '{"secret": "***", "n":1, "pin_token":***}'],
    [
      '--B\r\nContent-Disposition: form-data; name="password"\r\n\r\nx\r\ny\r\n--B--',
      '--B\r\nContent-Disposition: form-data; name="password"\r\n\r\n***\r\n--B--',
    ],
    [
      '--B\nContent-Disposition: form-data; name="key"; filename="a"\nContent-Type: b\n\nx\n--B\n',
      '--B\nContent-Disposition: form-data; name="key"; filename="a"\nContent-Type: b\n\n***\n--B\n',
    ],
    [
      '--B\nContent-Disposition: form-data; name="user"\n\nx\n--B--',
      '--B\nContent-Disposition: form-data; name="user"\n\nx\n--B--',
    ],
    ['http://a/?token={n}&key={line}&pw=x{n}', 'http://a/?token={n}&key={line}&pw=***'],
    ['{"token":"{line}"}', '{"token":"{line}"}'],
    ['', ''],
  ])('makes of %s %s', (text, masked) => {
    expect(maskSecrets(text)).toBe(masked);
  });
});

describe('isSecretName', () => {
  it.each(
    'token key sig signature password secret auth apikey api_key accessToken access-key Authorization Cookie clientsecret X-Amz-Credential code Code pin pw user_pw passcode creds csrf PHPSESSID secretkey authCode'.split(
      ' ',
    ),
  )('knows %s', (name) => {
    expect(isSecretName(name)).toBe(true);
  });

  it.each(
    'delay monkey keyword author n id x work design passenger statusCode zip_code country-code encode codec pinned pwa auto'.split(
      ' ',
    ),
  )('does not take %s for one', (name) => {
    expect(isSecretName(name)).toBe(false);
  });
});

describe('maskTarget', () => {
  it('masks the address and the path, and adds nothing', () => {
    expect(maskTarget({ kind: 'http', url: 'http://a/?key=x' })).toEqual({
      kind: 'http',
      url: 'http://a/?key=***',
    });
    expect(maskTarget({ kind: 'local', path: '/ping?key=x' }).path).toBe('/ping?key=***');
  });
});
