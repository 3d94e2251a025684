import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OPTIONS } from '../../src/cli/arguments.ts';
import { VERDICT_KINDS } from '../../src/core/verdict.ts';
import { UsageError } from '../../src/errors.ts';
import { readOptions } from '../../src/cli/options.ts';
import { usageErrorOf } from '../helpers/errors.ts';
import { scratchFile } from '../helpers/scratch.ts';

const ADDRESS = 'http://127.0.0.1:3000/ping';

const refused = (...argv: readonly string[]): string => usageErrorOf(() => readOptions(argv));

describe('nothing given', () => {
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
  ])('%j is the local path %s', (argv, path) => {
    expect(readOptions(argv)).toMatchObject({ do: 'check', target: { kind: 'local', path } });
  });

  it('of the local service may run in one process', () => {
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

  it.each(['ping', 'localhost:3000', 'ftp://example.org/', 'file:///etc/passwd', '', '-'])(
    '%j is none',
    (target) => {
      const message = refused(target);
      expect(message).toContain('expected');
      expect(message).toContain(`received ${target}`.trimEnd());
    },
  );

  it.each(['http://', 'http://[::1', 'http://a b/', 'https://:80/'])(
    '%s is no address',
    (target) => {
      expect(refused(target)).toMatch(/expected an address such as .*, received /);
    },
  );

  it('may not be two', () => {
    expect(refused('/ping', '/ping/cpu')).toBe('expected one target, received 2: /ping /ping/cpu');
  });

  it('takes no credentials, and does not print them', () => {
    for (const address of ['http://me:secret@example.org/', 'http://me:secret@[/']) {
      expect(refused(address)).not.toContain('secret');
    }
  });
});

describe('what is deployed', () => {
  it.each([
    ['deployed', 'dev', '/ping?delay=1000'],
    ['deployed:prod', 'prod', '/ping?delay=1000'],
    ['deployed/ping/cpu', 'dev', '/ping/cpu'],
    ['deployed:prod-2/ping/blocking?x=1', 'prod-2', '/ping/blocking?x=1&delay=1000'],
    ['deployed/ping?delay=5', 'dev', '/ping?delay=5'],
    ['deployed/', 'dev', '/'],
  ])('%s', (target, stage, path) => {
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
  ])('is not %s', (target) => {
    expect(refused(target)).toBe(
      `expected deployed, deployed:STAGE or deployed:STAGE/PATH, such as deployed:dev/ping; received ${target}`,
    );
  });

  it.each(['deployed2', 'deployed.com', 'deployed-app', 'Deployed'])(
    'is not meant by %s',
    (target) => {
      expect(refused(target)).toContain('expected no target, a path');
    },
  );

  it('may be called at another address', () => {
    const command = readOptions(['deployed', '--api-url', 'https://api.example.com/v1']);
    expect(command).toMatchObject({ target: { kind: 'deployed' } });
    expect(
      command.do === 'check' && command.target.kind === 'deployed' && command.target.apiUrl?.href,
    ).toBe('https://api.example.com/v1');
  });

  it.each(['api.example.com', 'ftp://example.com', 'https://example.com/?a=b', '/ping', 'http://'])(
    'is not called at %s',
    (address) => {
      expect(refused('deployed', '--api-url', address)).toMatch(
        /expected an address such as .*, received /,
      );
    },
  );

  it('is not called with credentials, nor are they printed', () => {
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
  ])('%s', (target, called) => {
    expect(readOptions([target])).toMatchObject({
      do: 'check',
      target: { kind: 'lambda', function: called, event: '{}', cold: false },
    });
  });

  it.each(['lambda:', 'lambda:a b', 'lambda:a:b:c', 'lambda:/ping', 'lambda:arn:aws:s3:::b'])(
    'is not %s',
    (target) => {
      expect(refused(target)).toBe(
        `expected lambda:NAME, lambda:NAME:QUALIFIER or lambda:ARN, received ${target}`,
      );
    },
  );

  it.each(['{"delay":5}', '"text"', '5', 'null', ' {} '])(
    'is called with the event %s',
    (event) => {
      expect(readOptions(['lambda:f', '-d', event])).toMatchObject({ target: { event } });
    },
  );

  it('takes the event from a file', () => {
    const file = scratchFile('{\n"delay": 5\n}');
    expect(readOptions(['lambda:f', '-d', `@${file}`])).toMatchObject({
      target: { event: '{"delay": 5}' },
    });
  });

  it('is not called with an event that is no JSON, or that is several', () => {
    expect(refused('lambda:f', '-d', 'a=b')).toBe(
      '--data is the event: expected JSON, received a=b',
    );
    expect(refused('lambda:f', '-d', '{}', '-d', '{}')).toBe('--data is the event: give it once');
    expect(refused('lambda:f', '-d', '@/no/such/file')).toContain('--data @/no/such/file');
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
  ])('%j', (argv, cold) => {
    expect(readOptions(argv)).toMatchObject({ target: { cold } });
  });

  it.each(['lambda:f:live', 'lambda:f:7'])(
    'is refused for %s, which cannot be changed',
    (target) => {
      expect(refused(target, '--cold')).toContain('cannot be changed; leave the qualifier out');
    },
  );

  it('takes its name with = only', () => {
    expect(refused('lambda:f', '--cold', 'f')).toBe('expected one target, received 2: lambda:f f');
    expect(refused('lambda:f', '--cold=')).toContain('--cold');
  });
});

describe('--compare deployed', () => {
  it.each([
    [['--compare', 'deployed'], 'dev'],
    [['--compare', 'deployed:prod', '--delay', '1000'], 'prod'],
  ])('%j', (argv, stage) => {
    expect(readOptions(argv)).toMatchObject({
      do: 'compare',
      deployed: { kind: 'deployed', stage },
      delayMs: 1_000,
    });
  });

  it('may call another address, of what is deployed', () => {
    expect(
      readOptions(['--compare', 'deployed', '--api-url', 'http://127.0.0.1:1/']),
    ).toMatchObject({
      deployed: { apiUrl: expect.any(URL) },
    });
    expect(refused('--compare', '--api-url', 'http://127.0.0.1:1/')).toContain(
      '--api-url goes with deployed',
    );
  });

  it('is nothing without it', () => {
    expect(readOptions(['--compare'])).not.toHaveProperty('deployed');
  });

  it.each([
    ['deployed/ping', '--compare runs all routes'],
    ['deployed:', 'expected deployed, deployed:STAGE'],
    ['lambda:f', '--compare takes no target but deployed[:STAGE], received lambda:f'],
    [ADDRESS, '--compare takes no target but deployed[:STAGE], received'],
  ])('is not --compare %s', (target, message) => {
    expect(refused('--compare', target)).toContain(message);
  });
});

describe('an address without its scheme', () => {
  it.each(['localhost:3000/ping', 'localhost:3000', '127.0.0.1:80/', 'api.example.com:8080/a?b'])(
    '%s is answered with it',
    (target) => {
      expect(refused(target)).toMatch(/received .*; did you mean http:\/\/\S+\?$/);
      expect(refused(target)).toContain(`http://${target}?`);
    },
  );

  it.each(['ping', 'ftp://example.org/', 'deployed.com', 'a:b'])('%s is not', (target) => {
    expect(refused(target)).not.toContain('did you mean');
  });
});

describe('numbers', () => {
  it.each([
    [['-n', '1'], { calls: 1 }],
    [['-n5'], { calls: 5 }],
    [['--calls=10000'], { calls: 10_000 }],
    [['-b', '3'], { bursts: 3 }],
    [['--solo', '0'], { solo: 0 }],
    [['-n', '3', '-n', '4'], { calls: 4 }],
  ])('%j', (argv, plan) => {
    expect(readOptions(argv)).toMatchObject({ plan });
  });

  it.each(['0', '1.5', '1e9', '-1', '10001', 'ten', ' 5', '5 ', '0x5', '1,000', '٥', 'NaN'])(
    '-n %j is refused',
    (given) => {
      expect(refused('-n', given)).toMatch(/^--calls: expected .* 10,?000.*, received /);
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
  ])('%s %s is refused', (option, given, least, most) => {
    expect(refused(option, given)).toBe(
      `${option}: expected a whole number from ${least} to ${most}, received ${given}`,
    );
  });

  it('of which a delay beyond the timeout would make every call fail', () => {
    expect(refused('--delay', '500', '--timeout', '500')).toMatch(/500.*500/);
    expect(refused('--timeout', '900')).toContain('1000');
    expect(refused('--compare', '--timeout', '900')).toContain('1000');
  });
});

describe('a value that is missing', () => {
  const valued = Object.entries(OPTIONS).filter(([, { type }]) => type === 'string');

  it.each(valued.map(([name]) => `--${name}`))('of %s', (option) => {
    expect(refused(option)).toContain(`${option} needs a value`);
    expect(refused(`${option}=`)).toContain(`${option} needs a value`);
    expect(refused(option, '')).toContain(`${option} needs a value`);
  });

  it.each([
    ['--json', '--quiet'],
    ['--from', '--json'],
    ['--json', '-n'],
  ])('is not the next option: %s %s', (option, next) => {
    expect(refused(option, next)).toContain('needs a value');
  });

  it.each(['--quiet', '--compare', '--in-process', '--no-color', '--help', '--version'])(
    'is fine for %s, which takes none',
    (flag) => {
      expect(refused(`${flag}=yes`)).toBe(`${flag} takes no value, received "yes"`);
    },
  );
});

describe('an option that there is not', () => {
  it.each([
    ['--cals', '--calls'],
    ['--burst', '--bursts'],
    ['--exepct', '--expect'],
    ['--jsno', '--json'],
    ['--in-proces', '--in-process'],
    ['--no-colour', '--no-color'],
    ['--quite', '--quiet'],
    ['--verison', '--version'],
  ])('%s is answered with the nearest, %s', (given, nearest) => {
    expect(refused(given)).toBe(`unknown option ${given}; did you mean ${nearest}?`);
  });

  it.each(['--frobnicate', '-z', '--x=1', '-1'])('%s is near to none', (given) => {
    const message = refused(given);
    expect(message).toContain(`unknown option ${given.split('=')[0]}`);
    expect(message).toContain('--help');
  });
});

describe('an option that does not fit', () => {
  it.each([
    [['--in-process', ADDRESS], '--in-process does not fit an HTTP address'],
    [['--delay', '5', ADDRESS], '--delay does not fit an HTTP address'],
    [['--delay', '5', '/ping/cpu'], '--delay fits /ping and /ping/blocking, not /ping/cpu'],
    [['--delay', '5', '/ping?delay=6'], '--delay and ?delay= are both given'],
    [['--from', 'f', '-n', '3'], '--calls does not fit --from'],
    [['--from', 'f', '--bursts', '3'], '--bursts does not fit --from'],
    [['--from', 'f', '--solo', '3'], '--solo does not fit --from'],
    [['--from', 'f', '--timeout', '3'], '--timeout does not fit --from'],
    [['--from', 'f', '--delay', '3'], '--delay does not fit --from'],
    [['--from', 'f', '--compare'], 'leave one out'],
    [['--expect', 'parallel:11'], 'cannot be shown with 10 calls; use -n 11 or more'],
    [['--from', 'f', '--in-process'], '--in-process does not fit --from'],
    [['--from', 'f', '/ping'], '--from takes no target, received /ping'],
    [['--compare', '/ping'], '--compare takes no target but deployed[:STAGE], received /ping'],
    [['--compare', '--in-process'], '--in-process does not fit --compare'],
    [['--compare', '--expect', 'serial'], '--expect does not fit --compare'],
    [['--cold'], '--cold does not fit the local service; it goes with deployed or lambda:'],
    [['--cold', ADDRESS], '--cold does not fit an HTTP address'],
    [['--cold', '--from', 'f'], '--cold does not fit --from'],
    [['--cold', '--compare', 'deployed'], '--cold does not fit --compare'],
    [['--api-url', ADDRESS], '--api-url does not fit the local service'],
    [['--api-url', ADDRESS, 'lambda:f'], '--api-url does not fit lambda:'],
    [['--delay', '5', 'lambda:f'], '--delay does not fit lambda:'],
    [['--delay', '5', 'deployed/ping/cpu'], '--delay fits /ping and /ping/blocking'],
    [['-X', 'POST', 'lambda:f'], '--request does not fit lambda:'],
    [['-H', 'a: b', 'lambda:f'], '--header does not fit lambda:'],
    [['-d', '{}', 'deployed'], '--data does not fit deployed; it goes with an HTTP address'],
    [['-d', '{}'], '--data does not fit the local service'],
    [['--instance-header', 'x', 'lambda:f'], '--instance-header does not fit lambda:'],
    [['--in-process', 'deployed'], '--in-process does not fit deployed'],
    [['--from', 'f', 'deployed'], '--from takes no target, received deployed'],
  ])('%j', (argv, message) => {
    expect(refused(...argv)).toContain(message);
  });
});

describe('--expect', () => {
  it.each(VERDICT_KINDS)('takes %s', (kind) => {
    expect(readOptions(['--expect', kind])).toMatchObject({ output: { expect: { kind } } });
  });

  it('takes a number of workers', () => {
    expect(readOptions(['--expect', 'parallel:10'])).toMatchObject({
      output: { expect: { kind: 'parallel', workers: 10 } },
    });
  });

  it.each([
    ['parallell', 'parallel'],
    ['Serial', 'serial'],
    ['concurent:3', 'concurrent'],
    ['contented', 'contended'],
  ])('answers %s with the nearest kind', (given, nearest) => {
    const message = refused('--expect', given);
    expect(message).toContain(`received ${given.split(':')[0]}`);
    expect(message).toContain(`did you mean ${nearest}?`);
    for (const kind of VERDICT_KINDS) expect(message).toContain(kind);
  });

  it.each(['parallel:0', 'parallel:', 'parallel:1.5', 'parallel:-1', 'parallel:1:2', 'parallel:x'])(
    'refuses %s',
    (given) => {
      expect(refused('--expect', given)).toBe(
        `--expect: expected KIND or KIND:N, N a whole number from 1; received ${given}`,
      );
    },
  );
});

describe('the other commands', () => {
  it.each([
    [['--help'], { do: 'help' }],
    [['--version'], { do: 'version' }],
    [['--help', '--from', 'f', '-n', 'x'], { do: 'help' }],
    [['--from', 'run.json', '--expect', 'serial'], { do: 'judge', file: 'run.json' }],
    [['--compare', '--delay', '20'], { do: 'compare', delayMs: 20 }],
    [['--compare'], { do: 'compare', delayMs: 1_000 }],
    [
      ['--json', '-', '--quiet', '--no-color'],
      { output: { files: new Map([['json', '-']]), quiet: true, color: false } },
    ],
  ])('%j', (argv, command) => {
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

  it('is understood, or refused in one line', () => {
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
  ])('is refused in one harmless line: %j', (...argv) => {
    expect(refused(...argv)).not.toMatch(/\p{Cc}/u);
  });
});
