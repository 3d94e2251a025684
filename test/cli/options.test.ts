import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OPTIONS } from '../../src/options/arguments.ts';
import { VERDICT_KINDS } from '../../src/core/verdict.ts';
import { UsageError } from '../../src/errors.ts';
import { readOptions } from '../../src/cli/options.ts';
import { usageErrorOf } from '../helpers/errors.ts';
import { scratchFile } from '../helpers/scratch.ts';

const ADDRESS = 'http://127.0.0.1:3000/ping';

const refused = (...argv: readonly string[]): string => usageErrorOf(() => readOptions(argv));

describe('an empty command line', () => {
  it('checks /ping of the local service, an instance per call', () => {
    expect(readOptions([])).toMatchObject({
      do: 'check',
      target: { kind: 'local', path: '/ping?delay=1000', mode: 'instance-per-call' },
      plan: { calls: 10, bursts: 2, solo: 3 },
      timeoutMs: 30_000,
      output: { color: true, quiet: false },
    });
  });
});

describe('a target', () => {
  it.each([
    [['/ping'], '/ping?delay=1000'],
    [['/ping/blocking'], '/ping/blocking?delay=1000'],
    [['/ping/cpu'], '/ping/cpu'],
    [['/ping/cpu?work=10'], '/ping/cpu?work=10'],
    [['/ping', '--delay', '300'], '/ping?delay=300'],
    [['--delay', '0'], '/ping?delay=0'],
    [['/ping?x=1'], '/ping?x=1&delay=1000'],
    [['/ping?delay=20'], '/ping?delay=20'],
    [['/ping/'], '/ping?delay=1000'],
    [['/ping/cpu/?work=10'], '/ping/cpu?work=10'],
  ])('%j is the local path %s', (argv, path) => {
    expect(readOptions(argv)).toMatchObject({ do: 'check', target: { kind: 'local', path } });
  });

  it.each([
    ['/pong', '; did you mean /ping?'],
    ['/pingg', '; did you mean /ping?'],
    ['/ping/blokcing?delay=5', '; did you mean /ping/blocking?'],
    ['/', '; give the whole address of any other server, such as http://localhost:3000/ping'],
    ['/api/users', '; give the whole address'],
    ['//[', '; '],
  ])('%s is no route of the local service', (path, hint) => {
    const routes = '/ping, /ping/blocking, or /ping/cpu';
    const message = refused(path);
    expect(message).toContain(`expected a route of the local service, ${routes}, received ${path}`);
    expect(message).toContain(hint);
  });

  it('of the local service runs in one process with --in-process', () => {
    expect(readOptions(['--in-process', '/ping/cpu'])).toMatchObject({
      target: { kind: 'local', path: '/ping/cpu', mode: 'one-process' },
    });
  });

  it.each([
    [ADDRESS, ADDRESS],
    ['HTTPS://Example.ORG', 'https://example.org/'],
    ['http://[::1]:8080/a?b=c#d', 'http://[::1]:8080/a?b=c'],
  ])('%s is an address', (given, href) => {
    const command = readOptions([given]);
    expect(command).toMatchObject({ do: 'check', target: { kind: 'http' } });
    expect(
      command.do === 'check' && command.target.kind === 'http' && command.target.url.href,
    ).toBe(href);
  });

  it.each(['ping', 'example.org/x', 'ftp://example.org/', 'file:///etc/passwd', '', '-'])(
    '%j is refused',
    (target) => {
      const message = refused(target);
      expect(message).toContain('expected');
      expect(message).toContain(`received ${target}`.trimEnd());
    },
  );

  it.each(['http://', 'http://[::1', 'http://a b/', 'https://:80/'])(
    '%s is refused as an address',
    (target) => {
      expect(refused(target)).toMatch(/expected an address such as .*, received /);
    },
  );

  it('is refused without what may be a secret', () => {
    const wrong = [
      ['me:s3cret@example.org/x'],
      ['example.org/ping?token=s3cret'],
      [ADDRESS, '-b', 'id=s3cret'],
      [ADDRESS, '--cookie', 's3cret'],
      [ADDRESS, '-u', 's3cret\u0001{n}'],
      [ADDRESS, '--json', '{"password":"s3cret"}'],
      ['https://a/', '--cert', 'nowhere:s3cret'],
      ['curl', '-u', 's3cret'],
      ['curl', ADDRESS, 's3cret'],
      ['curl', ADDRESS, '-H', 's3cret'],
      ['//me:s3cret@example.org'],
      ['/pong?token=s3cret'],
      ['http://[/?api_key=s3cret'],
      ['-H', 'Authorization:', 'Bearer', 's3cret', ADDRESS],
      [ADDRESS, '-H', 's3cret'],
      [ADDRESS, '-H', 'Bad name: s3cret'],
      [ADDRESS, '-H', 'X-Key: s3cret\u0001'],
      ['lambda:f', '-d', 'password=s3cret'],
      ['lambda:f', '-d', '{"password":"s3cret"'],
      ['--compare', 'me:s3cret@example.org'],
      ['deployed', '--api-url', 'me:s3cret@example.org'],
    ];
    for (const argv of wrong) expect(refused(...argv), argv.join(' ')).not.toContain('s3cret');
    expect(refused(ADDRESS, '-H', 'x')).toContain(
      "expected 'Name: value', received a line without",
    );
    expect(refused('/@me', '/ping')).toContain('/@me');
  });

  it('is refused with credentials, which the message does not repeat', () => {
    for (const address of ['http://me:secret@example.org/', 'http://me:secret@[/']) {
      expect(refused(address)).not.toContain('secret');
    }
  });
});

describe('a deployed target', () => {
  it.each([
    ['deployed', 'dev', '/ping?delay=1000'],
    ['deployed:prod', 'prod', '/ping?delay=1000'],
    ['deployed/ping/cpu', 'dev', '/ping/cpu'],
    ['deployed:prod-2/ping/blocking?x=1', 'prod-2', '/ping/blocking?x=1&delay=1000'],
    ['deployed/ping?delay=5', 'dev', '/ping?delay=5'],
    ['deployed/', 'dev', '/'],
  ])('%s is read as stage %s and path %s', (target, stage, path) => {
    expect(readOptions([target])).toMatchObject({
      do: 'check',
      target: { kind: 'deployed', stage, path, cold: false },
    });
  });

  it.each([
    'deployed:',
    'deployed:/ping',
    'deployed:2nd',
    'deployed:a_b',
    'deployed:dev:prod',
    'deployed?x=1',
    `deployed:${'x'.repeat(65)}`,
  ])('is refused as %s', (target) => {
    expect(refused(target)).toBe(
      `expected deployed, deployed:STAGE or deployed:STAGE/PATH, such as deployed:dev/ping, received ${target}`,
    );
  });

  it.each(['deployed2', 'deployed.com', 'deployed-app', 'Deployed'])(
    'is not what %s means',
    (target) => {
      expect(refused(target)).toContain('expected a target such as /ping');
    },
  );

  it('is called at another address with --api-url', () => {
    const command = readOptions(['deployed', '--api-url', 'https://api.example.com/v1']);
    expect(command).toMatchObject({ target: { kind: 'deployed' } });
    expect(
      command.do === 'check' && command.target.kind === 'deployed' && command.target.apiUrl?.href,
    ).toBe('https://api.example.com/v1');
  });

  it.each(['api.example.com', 'ftp://example.com', 'https://example.com/?a=b', '/ping', 'http://'])(
    'cannot be called at %s',
    (address) => {
      expect(refused('deployed', '--api-url', address)).toMatch(
        /expected an address such as .*, received /,
      );
    },
  );

  it('is refused with credentials in --api-url, which the message does not repeat', () => {
    for (const address of ['http://me:secret@example.org/', 'http://me:secret@example.org/?a=b']) {
      expect(refused('deployed', '--api-url', address)).not.toContain('secret');
    }
  });
});

describe('a Lambda function', () => {
  const arn = 'arn:aws:lambda:eu-west-1:123456789012:function:f';

  it.each([
    ['lambda:f', { full: 'f', unqualified: 'f', name: 'f' }],
    ['lambda:f:live', { full: 'f:live', unqualified: 'f', name: 'f', qualifier: 'live' }],
    [`lambda:${arn}`, { full: arn, unqualified: arn, name: 'f', region: 'eu-west-1' }],
  ])('%s is read with its name, qualifier and region', (target, called) => {
    expect(readOptions([target])).toMatchObject({
      do: 'check',
      target: { kind: 'lambda', function: called, event: '{}', cold: false },
    });
  });

  it.each(['lambda:', 'lambda:a b', 'lambda:a:b:c', 'lambda:/ping', 'lambda:arn:aws:s3:::b'])(
    'is refused as %s',
    (target) => {
      expect(refused(target)).toBe(
        `expected lambda:NAME, lambda:NAME:QUALIFIER or lambda:ARN, received ${target}`,
      );
    },
  );

  it.each(['{"delay":5}', '"text"', '5', 'null', ' {} '])(
    'is invoked with the event %s',
    (event) => {
      expect(readOptions(['lambda:f', '-d', event])).toMatchObject({ target: { event } });
    },
  );

  it('is invoked with the event in @FILE', () => {
    const file = scratchFile('{\n"delay": 5\n}');
    expect(readOptions(['lambda:f', '-d', `@${file}`])).toMatchObject({
      target: { event: '{"delay": 5}' },
    });
  });

  it('is refused with an event that is not JSON, missing, or given twice', () => {
    expect(refused('lambda:f', '-d', 'a=b')).toBe('-d: expected the event as JSON, received a=b');
    expect(refused('lambda:f', '-d', '{}', '-d', '{}')).toBe('-d: expected one event, received 2');
    expect(refused('lambda:f', '-d', '@/no/such/file')).toContain('-d @/no/such/file');
  });
});

describe('--cold', () => {
  it.each([
    [['deployed', '--cold'], true],
    [['lambda:f', '--cold'], true],
    [['lambda:f', '--cold=f'], 'f'],
    [['lambda:f', '--cold', '--cold=f'], 'f'],
    [['lambda:f:$LATEST', '--cold'], true],
    [['lambda:f:live'], false],
  ])('of %j is %j', (argv, cold) => {
    expect(readOptions(argv)).toMatchObject({ target: { cold } });
  });

  it.each(['lambda:f:live', 'lambda:f:7'])(
    'is refused for %s, which cannot be changed',
    (target) => {
      expect(refused(target, '--cold')).toContain('cannot be changed; leave out the qualifier');
    },
  );

  it('takes a name only after =', () => {
    expect(refused('lambda:f', '--cold', 'f')).toBe(
      'expected one target, or several to compare, received lambda:f ...; values with spaces need quotes',
    );
    expect(refused('lambda:f', '--cold=')).toContain('--cold');
  });
});

describe('--compare deployed', () => {
  it.each([
    [['--compare', 'deployed'], 'dev'],
    [['--compare', 'deployed:prod', '--delay', '1000'], 'prod'],
  ])('%j has a column for the stage %s', (argv, stage) => {
    expect(readOptions(argv)).toMatchObject({
      do: 'compare',
      deployed: { kind: 'deployed', stage },
      delayMs: 1_000,
    });
  });

  it('takes --api-url, which plain --compare refuses', () => {
    expect(
      readOptions(['--compare', 'deployed', '--api-url', 'http://127.0.0.1:1/']),
    ).toMatchObject({
      deployed: { apiUrl: expect.any(URL) },
    });
    expect(refused('--compare', '--api-url', 'http://127.0.0.1:1/')).toContain(
      '--api-url applies to --compare only with deployed',
    );
  });

  it('has no AWS column without deployed', () => {
    expect(readOptions(['--compare'])).not.toHaveProperty('deployed');
  });

  it.each([
    ['deployed/ping', '--compare checks all routes'],
    ['deployed:', 'expected deployed, deployed:STAGE'],
    ['lambda:f', '--compare takes no target except deployed[:STAGE], received lambda:f'],
    [ADDRESS, '--compare takes no target except deployed[:STAGE], received'],
  ])('refuses --compare %s', (target, message) => {
    expect(refused('--compare', target)).toContain(message);
  });
});

describe('an address without its scheme', () => {
  it.each([
    'localhost:3000/ping',
    'localhost:3000',
    'localhost',
    'localhost/x',
    '127.0.0.1:80/',
    '127.0.0.1',
    '[::1]:3000/x',
    'my_host:3000',
    'api.example.com:8080/a?b',
  ])('%s means http://', (target) => {
    expect(readOptions([target])).toMatchObject({
      target: { kind: 'http', shownUrl: new URL(`http://${target}`).href },
    });
  });

  it('may have {port} for its port', () => {
    expect(readOptions(['localhost:{port}/x', '--', 'serve', '{port}'], 8123)).toMatchObject({
      target: { shownUrl: 'http://localhost:{port}/x' },
    });
  });

  it('gets a suggestion if it may be something else', () => {
    expect(refused('example.org/x')).toContain('; did you mean https://example.org/x?');
  });

  it.each(['ping', 'ftp://example.org/', 'deployed.com', 'a:b', 'localhost:3000x'])(
    '%s gets no suggestion',
    (target) => {
      expect(refused(target)).not.toContain('did you mean');
    },
  );
});

describe('help and version', () => {
  it.each([
    ['help', ['help']],
    ['help', ['-h']],
    ['version', ['version']],
    ['version', ['-V']],
    ['version', ['-v']],
  ])('%s is what %j asks for', (asked, argv) => {
    expect(readOptions(argv)).toEqual({ do: asked });
  });
});

describe('a number', () => {
  it.each([
    [['-n', '2'], { calls: 2 }],
    [['-n5'], { calls: 5 }],
    [['--calls=10000'], { calls: 10_000 }],
    [['-b', '3'], { bursts: 3 }],
    [['--solo', '0'], { solo: 0 }],
    [['-n', '3', '-n', '4'], { calls: 4 }],
  ])('is read from %j as %j', (argv, plan) => {
    expect(readOptions(argv)).toMatchObject({ plan });
  });

  it.each(['0', '1', '1.5', '1e9', '-1', '10001', 'ten', ' 5', '5 ', '0x5', '1,000', '٥', 'NaN'])(
    'is refused: -n %j',
    (given) => {
      expect(refused('-n', given)).toMatch(
        /^-n: expected a whole number from 2 to 10,000, received /,
      );
    },
  );

  it.each([
    ['--bursts', '0', 1, 1_000],
    ['--bursts', '-1', 1, 1_000],
    ['--solo', '-1', 0, 1_000],
    ['--solo', '1001', 0, 1_000],
    ['--timeout', '-1', 1, 3_600_000],
    ['--timeout', '0', 1, 3_600_000],
    ['--timeout', '1s', 1, 3_600_000],
    ['--delay', '25001', 0, 25_000],
    ['--delay', '-1', 0, 25_000],
  ])('is refused: %s %s', (option, given, min, max) => {
    expect(refused(option, given)).toBe(
      `${option}: expected a whole number from ${min} to ${max.toLocaleString('en-US').replace(/^1,000$/, '1000')}, received ${given}`,
    );
  });

  it('is refused as a delay that would make every call time out', () => {
    expect(refused('--delay', '500', '--timeout', '500')).toBe(
      '--timeout is 500 ms and the delay is 500 ms, so every call would time out; raise --timeout or lower --delay',
    );
    expect(refused('--timeout', '900')).toContain('1000');
    expect(refused('--compare', '--timeout', '900')).toContain('1000');
  });
});

describe('a message', () => {
  it.each([
    [[''], "received ''"],
    [['--expect', 'parallel,'], "received ''"],
    [['-n', 'auto:'], "received ''"],
    [['--calls', '0'], '--calls: expected'],
    [['-b', '0'], '-b: expected'],
    [[ADDRESS, '--request', 'a b'], '--request: expected'],
    [['--api-url', 'x', '/ping'], '--api-url does not apply to the local service'],
  ])('for %j has %s, as it was typed', (argv, words) => {
    expect(refused(...argv)).toContain(words);
  });

  it('names the kinds of target that an option is for only if they are few', () => {
    expect(refused('--compare', '--expect', 'serial')).toBe('--expect does not apply to --compare');
    expect(refused('--instance-header', 'x', '/ping')).toBe(
      '--instance-header does not apply to the local service, only to HTTP addresses',
    );
  });
});

describe('an option without its value', () => {
  const valued = Object.entries(OPTIONS).filter(([, { type }]) => type === 'string');

  it.each(valued.map(([name]) => `--${name}`))('is refused: %s', (option) => {
    expect(refused(option)).toContain(`${option} needs a value`);
  });

  it.each(valued.filter(([, option]) => !('mayBeEmpty' in option)).map(([name]) => `--${name}`))(
    'is refused if the value is empty: %s',
    (option) => {
      expect(refused(`${option}=`)).toContain(`${option} needs a value`);
      expect(refused(option, '')).toContain(`${option} needs a value`);
    },
  );

  it.each([
    ['--json', '--quiet'],
    ['--from', '--json'],
    ['--json', '-n'],
  ])('does not take the next option for its value: %s %s', (option, next) => {
    expect(refused(option, next)).toBe(
      `${option} needs a value, but is followed by the option ${next}`,
    );
  });

  it.each(['--quiet', '--compare', '--in-process', '--no-color', '--help', '--version'])(
    'is fine if it takes none, and %s refuses one',
    (flag) => {
      expect(refused(`${flag}=yes`)).toBe(`${flag} takes no value, received "yes"`);
    },
  );
});

describe('an unknown option', () => {
  it.each([
    ['--cals', '--calls'],
    ['--burst', '--bursts'],
    ['--exepct', '--expect'],
    ['--jsno', '--json'],
    ['--in-proces', '--in-process'],
    ['--no-colour', '--no-color'],
    ['--quite', '--quiet'],
    ['--verison', '--version'],
    ['--hlep', '--help'],
    ['-why', '--why'],
    ['-header', '--header'],
    ['-http2', '--http2'],
    ['-in-process', '--in-process'],
  ])('%s gets the suggestion %s', (given, nearest) => {
    expect(refused(given)).toBe(`unknown option ${given}; did you mean ${nearest}?`);
  });

  it.each(['--frobnicate', '--foo', '-Y', '--x=1', '-1'])(
    '%s gets a pointer to --help',
    (given) => {
      const message = refused(given);
      expect(message).toContain(`unknown option ${given.split('=')[0]}`);
      expect(message).toContain('--help');
    },
  );
});

it('the long name of an option after one hyphen is refused with its value, too', () => {
  expect(refused(ADDRESS, '-bursts', '3')).toBe('unknown option -bursts; did you mean --bursts?');
  expect(refused(ADDRESS, '-json=a')).toBe('unknown option -json; did you mean --json?');
  expect(readOptions([ADDRESS, '-n4', '-dget']).do).toBe('check');
});

describe('an option of another tool', () => {
  it.each([
    ['-c', 'use -n N'],
    ['--concurrency=10', 'use -n N'],
    ['--workers', 'use -n N'],
    ['-t', 'use -n N'],
    ['--rate', 'calls have no rate here'],
    ['-z', 'and -b N for the number of bursts'],
    ['--max-time', 'use --timeout MS'],
    ['-L', 'redirects are not followed'],
    ['-s', 'use --quiet'],
    ['-o', 'use --json FILE'],
    ['--compressed', 'write curl before the request'],
  ])('%s gets the one to use', (given, advice) => {
    const message = refused(ADDRESS, given);
    expect(message).toContain(`unknown option ${given.split('=')[0]}; `);
    expect(message).toContain(advice);
  });

  it('is recognized by its value if this command has it for something else', () => {
    expect(refused(ADDRESS, '-k')).toBe(
      '-k applies only to https:// addresses, where it accepts any certificate. If you mean keep-alive, as in ab, leave it out: here each call has its own connection',
    );
    expect(refused(ADDRESS, '-b', 'a=b')).toContain('give cookies with --cookie');
    expect(refused(ADDRESS, '--json', '{"a":1}')).toContain('write curl before the request');
  });
});

describe('an option that does not apply', () => {
  it.each([
    [['--in-process', ADDRESS], '--in-process does not apply to HTTP addresses'],
    [['--delay', '5', ADDRESS], '--delay does not apply to HTTP addresses'],
    [
      ['--delay', '5', '/ping/cpu'],
      '--delay applies only to /ping and /ping/blocking, not to /ping/cpu',
    ],
    [['--delay', '5', '/ping?delay=6'], '--delay and ?delay= are both given'],
    [['--from', 'f', '-n', '3'], '-n does not apply to --from'],
    [['--from', 'f', '--bursts', '3'], '--bursts does not apply to --from'],
    [['--from', 'f', '--solo', '3'], '--solo does not apply to --from'],
    [['--from', 'f', '--timeout', '3'], '--timeout does not apply to --from'],
    [['--from', 'f', '--delay', '3'], '--delay does not apply to --from'],
    [['--from', 'f', '--compare'], 'leave one of them out'],
    [
      ['--expect', 'parallel:11'],
      '--expect parallel:11 needs at least 11 calls in a burst, but there are only 10; use -n 11',
    ],
    [['--from', 'f', '--in-process'], '--in-process does not apply to --from'],
    [['--from', 'f', '/a', '/b'], '--from cannot be combined with several targets'],
    [['--from', 'f', '-X', '{}'], '-X: expected a method such as POST, received {}'],
    [['--from', 'f', '-H', 'a: b'], '-H does not apply to --from'],
    [['--compare', '/ping'], '--compare takes no target except deployed[:STAGE], received /ping'],
    [['--compare', '--in-process'], '--in-process does not apply to --compare'],
    [['--compare', '--expect', 'serial'], '--expect does not apply to --compare'],
    [
      ['--cold'],
      '--cold does not apply to the local service, only to deployed targets and lambda: targets',
    ],
    [['--cold', ADDRESS], '--cold does not apply to HTTP addresses'],
    [['--cold', '--from', 'f'], '--cold does not apply to --from'],
    [['--cold', '--compare', 'deployed'], '--cold does not apply to --compare'],
    [['--api-url', ADDRESS], '--api-url does not apply to the local service'],
    [['--api-url', ADDRESS, 'lambda:f'], '--api-url does not apply to lambda:'],
    [['--delay', '5', 'lambda:f'], '--delay does not apply to lambda:'],
    [['--delay', '5', 'deployed/ping/cpu'], '--delay applies only to /ping and /ping/blocking'],
    [['-X', 'POST', 'lambda:f'], '-X does not apply to lambda:'],
    [['-H', 'a: b', 'lambda:f'], '-H does not apply to lambda:'],
    [
      ['-d', '{}', 'deployed'],
      '-d does not apply to deployed targets, only to HTTP addresses and lambda: targets',
    ],
    [['-d', '{}'], '-d does not apply to the local service'],
    [['--instance-header', 'x', 'lambda:f'], '--instance-header does not apply to lambda:'],
    [['--in-process', 'deployed'], '--in-process does not apply to deployed targets'],
  ])('is refused: %j', (argv, message) => {
    expect(refused(...argv)).toContain(message);
  });
});

describe('--expect', () => {
  it.each(VERDICT_KINDS)('accepts %s', (kind) => {
    expect(readOptions(['--expect', kind])).toMatchObject({
      output: { demands: { expect: [{ kind }], mostFailuresPercent: 0, notWorse: false } },
    });
  });

  it('accepts a number of workers', () => {
    expect(readOptions(['--expect', 'parallel:10'])).toMatchObject({
      output: { demands: { expect: [{ kind: 'parallel', workers: 10 }] } },
    });
  });

  it('accepts several, and any kind but serial', () => {
    expect(readOptions(['--expect', 'parallel,overlapping:8'])).toMatchObject({
      output: { demands: { expect: [{ kind: 'parallel' }, { kind: 'overlapping', workers: 8 }] } },
    });
    expect(readOptions(['--expect', 'not-serial:2'])).toMatchObject({
      output: { demands: { expect: [{ kind: 'not-serial', workers: 2 }] } },
    });
    expect(refused('--expect', 'parallel,serail')).toContain(
      'received serail; did you mean serial?',
    );
    expect(refused('--expect', 'parallel,overlapping:11')).toContain('needs at least 11 calls');
  });

  it('refuses several serial calls at a time', () => {
    expect(refused('--expect', 'serial:5')).toBe(
      '--expect: serial is one call at a time, received serial:5; use --expect serial',
    );
    expect(readOptions(['--expect', 'serial:1'])).toHaveProperty('do', 'check');
  });

  it.each([
    ['parallell', 'parallel'],
    ['Serial', 'serial'],
    ['concurent:3', 'concurrent'],
    ['contented', 'contended'],
  ])('suggests for %s the kind %s', (given, nearest) => {
    const message = refused('--expect', given);
    expect(message).toContain(`received ${given.split(':')[0]}`);
    expect(message).toContain(`did you mean ${nearest}?`);
    for (const kind of VERDICT_KINDS) expect(message).toContain(kind);
  });

  it.each(['parallel:0', 'parallel:', 'parallel:1.5', 'parallel:-1', 'parallel:1:2', 'parallel:x'])(
    'refuses %s',
    (given) => {
      expect(refused('--expect', given)).toBe(
        `--expect: expected KIND or KIND:N with N a whole number from 1, received ${given}`,
      );
    },
  );
});

describe('--max-failures', () => {
  it.each([
    ['0', 0],
    ['2.5', 2.5],
    ['10%', 10],
    ['100', 100],
  ])('%s is %d percent', (given, mostFailuresPercent) => {
    expect(readOptions(['--max-failures', given, '--expect', 'serial'])).toMatchObject({
      output: { demands: { mostFailuresPercent } },
    });
  });

  it.each(['101', '-1', 'x', '1e1', '100.1', '%'])('%s is refused', (given) => {
    expect(refused(`--max-failures=${given}`)).toBe(
      `--max-failures: expected a percentage from 0 to 100, received ${given}`,
    );
  });

  it('allows any number without it and without --expect', () => {
    const command = readOptions([]);
    expect(command.do === 'check' && command.output.demands).toEqual({ notWorse: false });
  });
});

describe('--fail-if-worse', () => {
  it('needs --against', () => {
    expect(readOptions(['--against', 'a.json', '--fail-if-worse'])).toMatchObject({
      output: { against: 'a.json', demands: { notWorse: true } },
    });
    expect(refused('--fail-if-worse')).toBe(
      '--fail-if-worse needs an earlier run to compare with; add --against FILE',
    );
  });
});

describe('a command', () => {
  it.each([
    [['--help'], { do: 'help' }],
    [['--version'], { do: 'version' }],
    [['--help', '--from', 'f', '-n', 'x'], { do: 'help' }],
    [['--from', 'run.json', '--expect', 'serial'], { do: 'judge', file: 'run.json', choice: {} }],
    [
      ['--from', 'a.har', 'localhost:3000/a', '-X', 'post'],
      { choice: { target: 'http://localhost:3000/a', method: 'POST' } },
    ],
    [['--compare', '--delay', '20'], { do: 'compare', delayMs: 20 }],
    [['--compare'], { do: 'compare', delayMs: 1_000 }],
    [
      ['--json', '-', '--quiet', '--no-color'],
      { output: { files: new Map([['json', '-']]), quiet: true, color: false } },
    ],
  ])('%j is read as %j', (argv, command) => {
    expect(readOptions(argv)).toMatchObject(command);
  });
});

describe('any command line', () => {
  const names = Object.keys(OPTIONS).map((name) => `--${name}`);
  const argument = fc.oneof(
    fc.constantFrom(...names, '-n', '-b', '/ping', '/ping/cpu', ADDRESS, '3', 'parallel:2'),
    fc.constantFrom('deployed', 'deployed:x/ping', 'lambda:f', 'lambda:f:live', '-d', '--cold=f'),
    fc.string(),
  );

  it('is either understood or refused in one line', () => {
    fc.assert(
      fc.property(fc.array(argument, { maxLength: 6 }), (argv) => {
        try {
          expect(readOptions(argv)).toHaveProperty('do');
        } catch (error) {
          if (!(error instanceof UsageError)) throw error;
          expect(error.message).toMatch(/^[^\n\r]+$/);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([
    ['-n', '1\n2'],
    ['--expect', 'par\nallel'],
    ['--a\nb'],
    ['http://a\nb c/', '/ping'],
    ['a\u001B[31mb'],
  ])('is refused in one line without control characters: %j', (...argv) => {
    expect(refused(...argv)).not.toMatch(/\p{Cc}/u);
  });
});
