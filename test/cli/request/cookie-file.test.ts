import { describe, expect, it } from 'vitest';
import { readOptions } from '../../../src/cli/options.ts';
import { readCookieFile } from '../../../src/options/request/cookie-file.ts';
import { usageErrorOf } from '../../helpers/errors.ts';
import { fixture } from '../../helpers/fixtures.ts';
import { scratchFile } from '../../helpers/scratch.ts';

const NOW_MS = 1_000_000;

const line = (...fields: readonly string[]): string => `${fields.join('\t')}\n`;
const FILE = [
  '# Netscape HTTP Cookie File\n\n',
  line('a.example', 'FALSE', '/', 'FALSE', '0', 'host', '1'),
  line('#HttpOnly_.a.example', 'TRUE', '/', 'FALSE', '1001', 'below', '2'),
  line('a.example', 'FALSE', '/deep', 'FALSE', '0', 'deep', '3'),
  line('a.example', 'FALSE', '/', 'TRUE', '0', 'secure', '4'),
  line('a.example', 'FALSE', '/', 'FALSE', '1000', 'expired', '5'),
  line('localhost', 'FALSE', '/', 'TRUE', '0', 'local', '6'),
  line('a.example', 'FALSE', '/', 'FALSE', '0', 'half'),
].join('');

function cookiesFor(url: string, file = FILE): string {
  return readCookieFile(scratchFile(file), {
    url: new URL(url),
    nowMs: NOW_MS,
    option: '--cookie',
  });
}

describe('a cookie file', () => {
  it.each([
    ['http://a.example/x', 'host=1; below=2'],
    ['https://a.example/', 'host=1; below=2; secure=4'],
    ['http://a.example/deep', 'deep=3; host=1; below=2'],
    ['http://a.example/deep/er', 'deep=3; host=1; below=2'],
    ['http://a.example/deeper', 'host=1; below=2'],
    ['http://b.a.example/', 'below=2'],
    ['http://localhost:3000/', 'local=6'],
  ])('has the cookies for %s', (url, cookies) => {
    expect(cookiesFor(url)).toBe(cookies);
  });

  it('may have the line breaks of Windows', () => {
    expect(cookiesFor('http://a.example/', FILE.replaceAll('\n', '\r\n'))).toBe('host=1; below=2');
  });

  it.each([
    ['http://ba.example/x', FILE, 'none of the 6 cookies in the file is for ba.example/x'],
    ['http://a.example/', '{"cookies": []}', 'expected a cookie file with lines of seven fields'],
  ])('without a cookie for the address is refused: %s', (url, file, message) => {
    expect(usageErrorOf(() => cookiesFor(url, file))).toContain(message);
  });

  it('is read with --cookie and with -b of curl, beside other cookies', () => {
    const file = scratchFile(FILE);
    for (const argv of [
      ['--cookie', file, 'http://a.example/'],
      ['curl', '-b', file, 'a.example'],
    ]) {
      const [option = '', ...rest] = argv;
      const command = readOptions([
        option,
        ...rest,
        ...(option === 'curl' ? ['-b'] : ['--cookie']),
        'x=y',
      ]);
      if (command.do !== 'check' || command.target.kind !== 'http') throw new Error('no request');
      expect(command.target.message.headers).toMatchObject({ cookie: 'host=1; x=y' });
      expect(command.rerun).toContain(file);
      expect(command.rerun).toContain('"${COOKIE}"');
    }
    const overwritten = ['http://a.example/', '--cookie', file, '--json', file];
    expect(usageErrorOf(() => readOptions(overwritten))).toContain('which --cookie reads');
    const behindCurl = ['--json', file, 'curl', '-b', file, 'http://a.example/'];
    expect(usageErrorOf(() => readOptions(behindCurl))).toContain('which -b reads');
  });

  it.each([
    [['-b', 'nowhere.jar'], '-b: expected NAME=VALUE or a cookie file'],
    [['--cookie', 'nowhere.jar'], '--cookie: expected NAME=VALUE or a cookie file'],
    [['-b', 'a=\u0001'], '-b: the value has characters'],
    [['-b', fixture('recordings/README.md')], '-b: expected a cookie file'],
    [['-H', 'x'], "-H: expected 'Name: value'"],
  ])(
    'and other bad values after curl are refused by the option that was typed: %j',
    (curl, message) => {
      expect(usageErrorOf(() => readOptions(['curl', ...curl, 'http://a.example/']))).toContain(
        message,
      );
    },
  );
});
