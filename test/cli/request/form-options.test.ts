import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readOptions } from '../../../src/cli/options.ts';
import { requestMaker } from '../../../src/targets/requests/fill-request.ts';
import { usageErrorOf } from '../../helpers/errors.ts';
import { scratchFile, scratchFolder } from '../../helpers/scratch.ts';

function messageOf(...options: string[]) {
  const command = readOptions(['http://a/x', ...options]);
  if (command.do !== 'check' || command.target.kind !== 'http') throw new Error('no HTTP request');
  return command.target.message;
}

/** The first request that some options make, with a boundary that is easy to read. */
function sent(...options: string[]) {
  const message = messageOf(...options);
  const [request] = requestMaker({ ...message, path: '/' })(1);
  const type = String(request?.headers['content-type']);
  const [, boundary = ''] = /boundary=(.*)$/.exec(type) ?? [];
  const body = Buffer.from(request?.body ?? '').toString('latin1');
  return {
    type: type.replace(boundary, 'B'),
    parts: body.split(new RegExp(`(?:^|\r\n)--${boundary}(?:\r\n|--\r\n$)`)).slice(1, -1),
  };
}

const part = (rest: string, content: string): string =>
  `Content-Disposition: form-data; name=${rest}\r\n\r\n${content}`;

const partsOf = (...forms: string[]): string[] =>
  sent(...forms.flatMap((form) => ['-F', form])).parts;

describe('a form', () => {
  it('is multipart, and a POST', () => {
    expect(messageOf('-F', 'a=b').method).toBe('POST');
    expect(messageOf('-F', 'a=b', '-X', 'PUT').method).toBe('PUT');
    expect(sent('-F', 'a=b', '--form-string', 'c=@d;e', '-F', 'f=')).toEqual({
      type: 'multipart/form-data; boundary=B',
      parts: [part('"a"', 'b'), part('"c"', '@d;e'), part('"f"', '')],
    });
  });

  it.each([
    ['a=b;type=text/x', '"a"\r\nContent-Type: text/x', 'b'],
    ['a={"b":"c;d"};type=application/json', '"a"\r\nContent-Type: application/json', '{"b":"c;d"}'],
    ['a=b;type=text/x; charset=utf-8', '"a"\r\nContent-Type: text/x; charset=utf-8', 'b'],
    ['a="b;\\"c\\""', '"a"', 'b;"c"'],
    ['a=;filename="x\\"y"', '"a"; filename="x%22y"', ''],
    ['a"b\n=c', '"a%22b%0A"', 'c'],
    ['a= b ;type=text/x', '"a"\r\nContent-Type: text/x', 'b'],
    ['a=b;filename=x\ny', '"a"; filename="x%0Ay"', 'b'],
    ['a=b;filename=x.png', '"a"; filename="x.png"\r\nContent-Type: image/png', 'b'],
  ])('has the part %j', (given, head, content) => {
    expect(sent('-F', given).parts).toEqual([part(head, content)]);
  });

  it('has files as they are, with the type that their name says', () => {
    const bytes = Uint8Array.of(0, 255, 13, 10, 123, 110, 125);
    const folder = scratchFolder();
    const [image, other, text] = ['a.PNG', 'b', 'c.txt'].map((name) => path.join(folder, name));
    for (const file of [image, other]) writeFileSync(file ?? '', bytes);
    writeFileSync(text ?? '', 'a\nb');
    const content = Buffer.from(bytes).toString('latin1');
    expect(
      partsOf(`f=@${image}`, `f=@${other}`, `f=@"${other}";filename=x.pdf`, `f=@${text};type=a/b`),
    ).toEqual([
      part('"f"; filename="a.PNG"\r\nContent-Type: image/png', content),
      part('"f"; filename="b"\r\nContent-Type: application/octet-stream', content),
      part('"f"; filename="x.pdf"\r\nContent-Type: application/pdf', content),
      part('"f"; filename="c.txt"\r\nContent-Type: a/b', 'a\nb'),
    ]);
    expect(partsOf(`t=<${text}`)).toEqual([part('"t"', 'a\nb')]);
  });

  it('has the type of the file if the name that is sent says none, as curl does', () => {
    const file = path.join(scratchFolder(), 'a.png');
    writeFileSync(file, 'x');
    expect(
      partsOf(
        `f=@${file};filename=x.json`,
        `f=@${file};filename=x.gif`,
        `f=<${file}`,
        `f=<${file};filename=x.gif`,
      ),
    ).toEqual([
      part('"f"; filename="x.json"\r\nContent-Type: image/png', 'x'),
      part('"f"; filename="x.gif"\r\nContent-Type: image/gif', 'x'),
      part('"f"\r\nContent-Type: image/png', 'x'),
      part('"f"\r\nContent-Type: image/png', 'x'),
    ]);
  });

  it('has other values in each call, but the same file', () => {
    const file = path.join(scratchFolder(), 'bytes');
    writeFileSync(file, Uint8Array.of(255, 123, 110, 125));
    const { parts } = sent('-F', 'id={n}', '-F', `file=@${file};filename={n}.bin`);
    expect(parts[0]).toBe(part('"id"', '1'));
    expect(parts[1]).toMatch(/filename="1\.bin".*\u00ff\{n\}$/s);
  });

  it('keeps the type that -H gives', () => {
    const { type } = sent('-F', 'a=b', '-H', 'Content-Type: multipart/mixed');
    expect(type).toBe('multipart/mixed; boundary=B');
  });

  it.each([
    [['-F', 'a'], '-F: expected NAME=VALUE or NAME=@FILE, received a part without ='],
    [['-F', 'a=@no-such-file'], '-F a=@no-such-file: no such file'],
    [['--form', 'a=b;c'], '--form a=: expected only ;type=TYPE and ;filename=NAME'],
    [['-F', 'a=b;type=a\nb'], '-F a=: expected only ;type=TYPE'],
    [['-F', 'a=(;type=x'], '-F: forms within a form are not supported'],
    [['-F', 'a=b', '--data-raw', 'c'], '-F (--form) cannot be combined with --data-raw'],
    [['-F', 'a=b', '-G'], 'cannot be combined with -G'],
    [['-F', 'a=b', '-I'], 'cannot be combined with -I'],
    [['-F', 'a=b', '-H', 'content-type: multipart/x; boundary=y'], 'chooses the boundary itself'],
    [['-F', 'a={line}'], '{line} needs a file of lines'],
  ])('is refused: %j', (options, message) => {
    expect(usageErrorOf(() => messageOf(...options))).toContain(message);
  });

  it.each(['a=@', 'a=<', 'a=@"'])('does not lose its file to an output: %s', (before) => {
    const file = scratchFile('x');
    const end = before.endsWith('"') ? '"' : '';
    const options = ['-F', `${before}${file}${end};type=a/b`, '--html', file];
    expect(usageErrorOf(() => messageOf(...options))).toContain('which -F reads');
  });
});
