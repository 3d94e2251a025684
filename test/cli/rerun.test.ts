import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { readOptions } from '../../src/cli/options.ts';
import { invocationOf, rerunArguments } from '../../src/cli/rerun.ts';

/** What a shell makes of the words, if SECRET is what each variable holds. */
function asTyped(words: string, variables: readonly string[] = []): string[] {
  const env = Object.fromEntries(variables.map((name) => [name, 'SECRET']));
  const script = `for word in ${words}; do printf '%s\\0' "$word"; done`;
  return execFileSync('sh', ['-c', script], { env, encoding: 'utf8' }).split('\0').slice(0, -1);
}

describe('the arguments to run again', () => {
  it.each<[string[], string]>([
    [['http://a/ping', '-n', '3', '-b1', '--solo=2'], 'http://a/ping -n 3 -b 1 --solo 2'],
    [
      ['http://a/', '--timeout', '500', '--expect', 'serial', '--instance-header', 'X-Id'],
      'http://a/ --timeout 500 --expect serial --instance-header X-Id',
    ],
    [['lambda:f', '--cold=f', '-d', '{"id":1}'], `lambda:f --cold=f -d '{"id":1}'`],
    [
      ['/ping', '--against', 'my run.json', '--in-process'],
      "/ping --against 'my run.json' --in-process",
    ],
    [['--compare', 'deployed:prod', '--delay', '5'], '--compare deployed:prod --delay 5'],
    [['http://a/', '-d-x', '--data=-y'], 'http://a/ -d-x --data=-y'],
    [['http://a/', '-H', 'Accept: a/b', '-H', 'X:'], "http://a/ -H 'Accept: a/b' -H X:"],
  ])('%j are %s', (argv, words) => {
    expect(rerunArguments(argv)).toBe(words);
  });

  it('repeat the server to start', () => {
    const argv = ['http://localhost:{port}/', '--', 'env', 'API_TOKEN=s3cret', 'node', '-r', 'x'];
    expect(rerunArguments(argv)).toMatch(
      /^'http:\/\/localhost:\{port\}\/' -- env "API_TOKEN=.*API_TOKEN.*" node -r x$/,
    );
    expect(rerunArguments(argv)).not.toContain('s3cret');
  });

  it('have variables for the secrets of that server, also in a word that follows its option', () => {
    const server = ['serve', '--token', 's3cret', '--db=redis://:s3cret@a', '-p', '80'];
    expect(rerunArguments(['http://a/', '--', ...server])).toBe(
      'http://a/ -- serve --token "${TOKEN}" "--db=redis://${CREDENTIALS}@a" -p 80',
    );
  });

  it('leave out where the results went', () => {
    const output = ['--json', 'a', '--html=b', '--trace', '-', '--markdown', 'c', '--junit', 'd'];
    expect(rerunArguments(['/ping', ...output, '--quiet', '--no-color'])).toBe('/ping');
  });

  it.each<[string[], string]>([
    [['-H', 'Authorization: Bearer s3cret'], '-H "Authorization: ${AUTHORIZATION}"'],
    [['-H', 'X-Api-Key:s3cret'], '-H "X-Api-Key:${X_API_KEY}"'],
    [['-H', 'X-Trace: s3cret-0123456789abcdef0123'], '-H "X-Trace: ${X_TRACE}"'],
    [['-H', '1-token: s3cret'], '-H "1-token: ${_1_TOKEN}"'],
    [['-H', 'Cookie: a=s3cret'], '-H "Cookie: ${COOKIE}"'],
    [['http://a/?a=b&apiKey=s3cret#x'], '"http://a/?a=b&apiKey=${API_KEY}#x"'],
    [['http://a/$x?sig=s3cret&a=b'], `'http://a/$x?sig='"\${SIG}"'&a=b'`],
    [['-d', 'user=me&password=s3cret'], '-d "user=me&password=${PASSWORD}"'],
    [
      ['-d', '{"user":"me","access_token": "s3cret\\"s3cret", "a":1}'],
      `-d '{"user":"me","access_token": "'"\${ACCESS_TOKEN}"'", "a":1}'`,
    ],
    [['/ping?token=s3cret'], '"/ping?token=${TOKEN}"'],
    [['http://a/', '-u', 'me:s3cret'], 'http://a/ -u "${CREDENTIALS}"'],
    [['http://a/', '--cookie', 'a=s3cret; b=s3cret'], 'http://a/ --cookie "${COOKIE}"'],
    [
      ['https://a/', '--pass', 's3cret', '--key', 'k.pem'],
      'https://a/ --pass "${PASS}" --key k.pem',
    ],
    [['https://a/', '--cert', 'c.pem:s3cret'], 'https://a/ --cert "c.pem:${PASS}"'],
    [['https://a/', '--cert', 'c.pem'], 'https://a/ --cert c.pem'],
    [['http://a/', '--data-raw', 'token=s3cret'], 'http://a/ --data-raw "token=${TOKEN}"'],
    [
      ['http://a/', '--data-urlencode', 'password=s3cret'],
      'http://a/ --data-urlencode "password=${PASSWORD}"',
    ],
  ])('have variables for the secrets in %j', (argv, words) => {
    expect(rerunArguments(argv)).toBe(words);
    expect(words).not.toContain('s3cret');
  });

  it.each<[string[], string]>([
    [['http://a/?token={n}&x=1'], "'http://a/?token={n}&x=1'"],
    [['http://a/?token={n}&key=s3cret'], '"http://a/?token={n}&key=${KEY}"'],
    [['http://a/', '-H', 'X-Api-Key: {line}'], "http://a/ -H 'X-Api-Key: {line}'"],
    [
      ['http://a/', '-H', 'Authorization: Bearer {line}'],
      "http://a/ -H 'Authorization: Bearer {line}'",
    ],
    [['http://a/', '-H', 'Cookie: a={n}; b={n}'], "http://a/ -H 'Cookie: a={n}; b={n}'"],
    [['http://a/', '--cookie', 'session={n}'], "http://a/ --cookie 'session={n}'"],
    [['http://a/', '--cookie', 'a={n}; b=s3cret'], 'http://a/ --cookie "${COOKIE}"'],
    [['http://a/', '-H', 'X-Api-Key: s3cret{n}'], 'http://a/ -H "X-Api-Key: ${X_API_KEY}"'],
    [['http://a/', '-u', '{line}', '-d', 'pw={n}'], "http://a/ -u '{line}' -d 'pw={n}'"],
    [
      ['http://a:{port}/', '--', 'env', 'SESSION_PORT={port}', 'serve', '--auth', '{port}'],
      "'http://a:{port}/' -- env 'SESSION_PORT={port}' serve --auth '{port}'",
    ],
  ])('keep what stands for a value of each call: %j', (argv, words) => {
    expect(rerunArguments(argv)).toBe(words);
  });

  it.each<[string[], string]>([
    [['http://a/?pwd=s3cret'], '"http://a/?pwd=${PWD_VALUE}"'],
    [
      ['-H', 'User: Bearer s3cret', '-H', 'Path: Bearer s3cret'],
      '-H "User: ${USER_VALUE}" -H "Path: ${PATH_VALUE}"',
    ],
    [['http://a/', '--', 'serve', '--pwd', 's3cret'], 'http://a/ -- serve --pwd "${PWD_VALUE}"'],
  ])('take no variable for a secret that shells set themselves: %j', (argv, words) => {
    expect(rerunArguments(argv)).toBe(words);
  });

  it.each<[string[], string]>([
    [
      ['-H', 'Cookie: a=1', '--cookie', 'b=2', '--cookie', 'a=1'],
      '-H "Cookie: ${COOKIE}" --cookie "${COOKIE_2}" --cookie "${COOKIE}"',
    ],
    [
      ['http://a/?token=x&token=y&token=x', '--', 'serve', '--token', 'z', 'TOKEN=y'],
      '"http://a/?token=${TOKEN}&token=${TOKEN_2}&token=${TOKEN}" -- serve --token "${TOKEN_3}" "TOKEN=${TOKEN_2}"',
    ],
    [
      ['http://a/?token_2=x&token=y&token=z'],
      '"http://a/?token_2=${TOKEN_2}&token=${TOKEN}&token=${TOKEN_3}"',
    ],
    [
      ['https://a/', '--cert', 'c:x', '--pass', 'y'],
      'https://a/ --cert "c:${PASS}" --pass "${PASS_2}"',
    ],
  ])('number the variables of secrets that differ: %j', (argv, words) => {
    expect(rerunArguments(argv)).toBe(words);
  });

  it('repeat what stood behind curl, in the options of this command', () => {
    const curl = ['curl', '-sSk', '-XPOST', 'https://a/', '-b', 'id=s3cret', '-d', '-x', '-d', ''];
    const more = ['-u', 'me:s3cret', '--json', '{"token":"s3cret"}', '--interface', '127.0.0.1'];
    const command = readOptions(['-n', '5', '--json', 'x.json', ...curl, ...more]);
    expect(command.do === 'check' && command.rerun).toBe(
      `https://a/ --insecure -X POST --cookie "\${COOKIE}" -d-x --data '' -u "\${CREDENTIALS}" --interface 127.0.0.1 --data-binary '{"token":"'"\${TOKEN}"'"}' -H 'Content-Type: application/json' -H 'Accept: application/json' -n 5`,
    );
  });

  it('mean to a shell what was typed', () => {
    const argv = ["a'b", '$(id)', '`id`', 'a\nb', '"', '\\', '!', '-d', '{\'a\':"b"}', '*', '~'];
    expect(asTyped(rerunArguments(argv))).toEqual(argv);
    const secret = ['$HOME', '-H', '"`\'-Token: x', '-d', '{"token":"`id`","a":"\'$(id)"}'];
    expect(asTyped(rerunArguments(secret), ['TOKEN', '____TOKEN'])).toEqual([
      '$HOME',
      '-H',
      '"`\'-Token: SECRET',
      '-d',
      '{"token":"SECRET","a":"\'$(id)"}',
    ]);
  });
});

describe('the form of the command', () => {
  it.each([
    [
      { npm_command: 'run', npm_lifecycle_event: 'concurrency-check' },
      'npm run concurrency-check --',
    ],
    [
      { npm_command: 'run-script', npm_lifecycle_event: 'concurrency-check' },
      'npm run concurrency-check --',
    ],
    [{ npm_command: 'exec', npm_lifecycle_event: 'npx' }, 'npx concurrency-check'],
    [{ npm_command: 'run', npm_lifecycle_event: 'check' }, 'npx concurrency-check'],
    [{}, 'npx concurrency-check'],
  ])('for %j is %s', (env, form) => {
    expect(invocationOf({ env })).toBe(form);
  });
});
