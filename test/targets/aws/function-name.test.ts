import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readFunctionName } from '../../../src/targets/aws/function-name.ts';

const ACCOUNT = '123456789012';
const ARN = `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:my-function`;

describe('readFunctionName', () => {
  it.each([
    ['my-function', 'my-function', 'my-function', undefined, undefined],
    ['my_Function-9', 'my_Function-9', 'my_Function-9', undefined, undefined],
    ['my-function:live', 'my-function', 'my-function', 'live', undefined],
    ['my-function:42', 'my-function', 'my-function', '42', undefined],
    ['my-function:$LATEST', 'my-function', 'my-function', '$LATEST', undefined],
    ['my-function:$LATEST.PUBLISHED', 'my-function', 'my-function', '$LATEST.PUBLISHED', undefined],
    [ARN, ARN, 'my-function', undefined, 'eu-west-1'],
    [`${ARN}:live`, ARN, 'my-function', 'live', 'eu-west-1'],
    [
      `arn:aws-us-gov:lambda:us-gov-west-1:${ACCOUNT}:function:f`,
      `arn:aws-us-gov:lambda:us-gov-west-1:${ACCOUNT}:function:f`,
      'f',
      undefined,
      'us-gov-west-1',
    ],
    [
      `${ACCOUNT}:function:my-function`,
      `${ACCOUNT}:function:my-function`,
      'my-function',
      undefined,
      undefined,
    ],
    [
      `${ACCOUNT}:function:my-function:7`,
      `${ACCOUNT}:function:my-function`,
      'my-function',
      '7',
      undefined,
    ],
    ['function:my-function', 'function:my-function', 'my-function', undefined, undefined],
  ])('reads %s', (full, unqualified, name, qualifier, region) => {
    expect(readFunctionName(full)).toEqual({
      full,
      unqualified,
      name,
      ...(qualifier === undefined ? {} : { qualifier }),
      ...(region === undefined ? {} : { region }),
    });
  });

  it.each([
    '',
    ':',
    'a:',
    ':a',
    'a:b:c',
    'a b',
    'a/b',
    '../a',
    'a?b',
    'a:$OLDEST',
    'a:$LATEST.OTHER',
    'naïve',
    'a\n',
    'a\u001B[31m',
    'x'.repeat(141),
    `a:${'x'.repeat(129)}`,
    `${ARN}:live:more`,
    `arn:aws:lambda:eu-west-1:1234:function:f`,
    `arn:aws:lambda:eu-west-1:${ACCOUNT}:layer:f`,
    `arn:aws:s3:eu-west-1:${ACCOUNT}:function:f`,
    `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:`,
    '$LATEST',
  ])('refuses %j', (text) => {
    expect(readFunctionName(text)).toBeUndefined();
  });

  it('finds the same name with and without a qualifier', () => {
    const part = fc.stringMatching(/^[A-Za-z0-9_-]{1,20}$/);
    const prefix = fc.constantFrom('', 'function:', `${ACCOUNT}:function:`, ARN.slice(0, -11));
    fc.assert(
      fc.property(prefix, part, part, (before, name, qualifier) => {
        fc.pre(!(before === '' && name === 'function'));
        const read = readFunctionName(`${before}${name}:${qualifier}`);
        expect(read).toMatchObject({ name, qualifier, unqualified: before + name });
        expect(readFunctionName(read?.unqualified ?? '')?.name).toBe(name);
      }),
    );
  });

  it('never throws, and keeps the text as it is', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary' })), (text) => {
        const read = readFunctionName(text);
        if (read !== undefined) expect(read.full).toBe(text);
      }),
    );
  });
});
