import { describe, expect, it } from 'vitest';
import type { Arrival } from '../../src/core/listen/arrival.ts';
import { judgeCallers } from '../../src/core/listen/judge-callers.ts';
import { clientOf, type ClientName } from '../../src/core/listen/known-clients.ts';
import type { Likely } from '../../src/core/listen/likely.ts';
import { likelyWords } from '../../src/reporters/listen/likely.ts';
import { renderCallers, renderCallerVerdicts } from '../../src/reporters/listen/report.ts';
import { FILE_STYLE } from '../../src/reporters/terminal/style.ts';
import { fixture } from '../helpers/fixtures.ts';
import { CHROME } from '../helpers/runs/user-agents.ts';

/** A user agent of each client that is known. */
const USER_AGENTS: Readonly<Record<ClientName, string>> = {
  'aws-sdk-js': 'aws-sdk-js/3.900.0 ua/2.1',
  aiohttp: 'Python/3.11 aiohttp/3.14.5',
  httpx: 'python-httpx/0.28.1',
  requests: 'python-requests/2.34.2',
  urllib3: 'python-urllib3/2.2.1',
  botocore: 'Boto3/1.44.8 md/Botocore#1.44.8',
  curl: 'curl/8.0',
  node: 'node',
  axios: 'axios/1.7.0',
  go: 'Go-http-client/1.1',
  okhttp: 'okhttp/4.12.0',
  'apache-4': 'Apache-HttpClient/4.5.14 (Java/17)',
  guzzle: 'GuzzleHttp/7',
  browser: CHROME,
};

/** Calls in waves of 1 s: `atATime` are in flight together, over as many connections. */
function waves(calls: number, atATime: number, about: Partial<Arrival> = {}): Arrival[] {
  return Array.from({ length: calls }, (_, n) => {
    const arrivedAt = Math.floor(n / atATime) * 1_003 + (n % atATime) * 0.4;
    return {
      arrivedAt,
      endedAt: arrivedAt + 1_001,
      connection: n % atATime,
      address: '127.0.0.1',
      request: `GET /?x=${n}`,
      http: '1.1',
      ...about,
    };
  });
}

const report = (arrivals: readonly Arrival[], endedAt = 10_000): string =>
  renderCallers(judgeCallers({ arrivals, endedAt }, { cores: 2 }), endedAt, FILE_STYLE);

const REPORTS: readonly (readonly [name: string, arrivals: readonly Arrival[]])[] = [
  ['browser', waves(10, 6, { userAgent: CHROME })],
  ['loop', waves(4, 1, { userAgent: 'node' })],
  ['together', waves(12, 12, { userAgent: 'python-httpx/0.28.1' })],
  ['many', waves(150, 100, { userAgent: 'Python/3.11 aiohttp/3.14.5' })],
  ['one-call', waves(1, 1, { userAgent: 'curl/8.0' })],
  ['two-calls', waves(2, 1, { userAgent: 'curl/8.0' })],
  [
    'two-clients',
    [
      ...waves(5, 5, { userAgent: 'node' }),
      ...waves(9, 3, { userAgent: 'evil\u001B[31m\n', http: '2' }),
    ],
  ],
  ['hung-up', waves(3, 3).map((call) => ({ ...call, hungUp: true as const }))],
  ['short', waves(6, 2).map((call) => ({ ...call, endedAt: call.arrivedAt + 2 }))],
  ['few-later', waves(7, 6)],
  ['none-later', [...waves(1, 1), ...waves(3, 3).map(later(5_000))]],
  ['unprompted', [...waves(3, 3), ...waves(3, 3).map(later(2_000))]],
  ['far-apart', [0, 1, 2].flatMap((n) => waves(1, 1).map(later(n * 2_000)))],
  ['paced', [0, 1, 2, 3, 4].flatMap((n) => waves(1, 1).map(later(n * 400)))],
];

function later(ms: number): (call: Arrival) => Arrival {
  return (call) => ({
    ...call,
    arrivedAt: call.arrivedAt + ms,
    endedAt: (call.endedAt ?? 0) + ms,
  });
}

describe('the report on callers', () => {
  it.each(REPORTS)('of %s is as it was', async (name, arrivals) => {
    const text = report(arrivals);
    expect(text.split('\n').filter((line) => line.length > 80)).toEqual([]);
    expect(text).not.toMatch(/undefined|NaN/);
    expect(text.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
    await expect(text).toMatchFileSnapshot(fixture(`golden/listen/${name}.txt`));
  });

  it('has only the verdicts with --quiet', () => {
    const arrivals = [...waves(5, 5, { userAgent: 'node' }), ...waves(9, 3)];
    const callers = judgeCallers({ arrivals, endedAt: 10_000 }, { cores: 2 });
    expect(renderCallerVerdicts(callers, FILE_STYLE)).toBe(
      'node from 127.0.0.1: ALL 5 TOGETHER   no call waited in the client\na client without a user agent from 127.0.0.1: AT MOST 3 AT A TIME   of 9 calls\n',
    );
  });
});

describe('a client', () => {
  it.each(Object.entries(USER_AGENTS))('%s is known by %s', (name, userAgent) => {
    expect(clientOf(userAgent)).toBe(name);
  });

  it.each([
    [CHROME, 'Chrome/140'],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox/140'],
    [`${CHROME} Edg/141.0.0.0`, 'Edg/141'],
    ['Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 Version/18.1 Safari/605.1.15', 'Safari/605'],
  ])('%s is called %s', (userAgent, name) => {
    expect(report(waves(1, 1, { userAgent }))).toContain(`${name} from 127.0.0.1  `);
  });
});

describe('the words for what likely limits a client', () => {
  const clients = Object.values(USER_AGENTS)
    .map(clientOf)
    .filter((name) => name !== undefined);
  const all: readonly Likely[] = [
    ...clients.flatMap((client): Likely[] => [
      { code: 'loop', client },
      { code: 'default-limit', client, limit: 10 },
      { code: 'other-limit', client, limit: 3, preset: 10 },
      { code: 'no-limit', client },
      { code: 'below-limit', client, preset: 10 },
    ]),
    { code: 'loop' },
    { code: 'no-limit', client: 'requests', threads: true },
    { code: 'browser-same-url' },
    { code: 'browser-connections', limit: 6 },
    { code: 'streams', limit: 100 },
    { code: 'pool', limit: 7 },
  ];

  it('are sentences', () => {
    for (const likely of all) {
      const { headline, remedy } = likelyWords(likely);
      expect(`${headline} ${remedy}`).not.toMatch(/undefined|NaN/);
      expect(remedy).toMatch(/^\p{Lu}.*\.$/u);
    }
  });
});
