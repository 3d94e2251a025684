import { execFileSync } from 'node:child_process';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addressOf,
  baseOf,
  burstUrls,
  byHand,
  CALLS,
  DELAY_MS,
  problemsOf,
  readWish,
  ROUTES,
  type Wish,
  wishWords,
} from '../../../web/live/settings.ts';

const WISH: Wish = { route: 'ping', calls: 3, delayMs: 300, sameUrl: false };
const BASE = new URL('http://127.0.0.1:3000/');

describe('what the form holds', () => {
  it('is read', () => {
    const given = { route: 'ping/cpu', calls: '10', delay: '250', same: 'on' };
    expect(readWish(new Map(Object.entries(given)))).toEqual({
      route: 'ping/cpu',
      calls: 10,
      delayMs: 250,
      sameUrl: true,
    });
  });

  it('has defaults', () => {
    expect(readWish(new Map())).toEqual({
      route: 'ping',
      calls: CALLS.fallback,
      delayMs: DELAY_MS.fallback,
      sameUrl: false,
    });
  });

  it('is never out of range, whatever was typed', () => {
    const text = fc.oneof(fc.string(), fc.double().map(String), fc.integer().map(String));
    fc.assert(
      fc.property(fc.record({ route: text, calls: text, delay: text }), (given) => {
        const wish = readWish(new Map(Object.entries(given)));
        expect(ROUTES).toContain(wish.route);
        for (const [value, { least, most }] of [
          [wish.calls, CALLS],
          [wish.delayMs, DELAY_MS],
        ] as const) {
          expect(Number.isInteger(value)).toBe(true);
          expect(value).toBeGreaterThanOrEqual(least);
          expect(value).toBeLessThanOrEqual(most);
        }
      }),
    );
  });
});

describe('a number that is none', () => {
  it.each([
    ['51', ', not 51'],
    ['1', ', not 1'],
    ['3.5', ', not 3.5'],
    ['', ''],
    ['many', ', not many'],
  ])('is told: %j', (calls, came) => {
    const problems = problemsOf(new Map([['calls', calls]]));
    expect([...problems]).toEqual([['calls', `Expected a whole number from 2 to 50${came}.`]]);
  });

  it('is told with the range of its field', () => {
    expect(problemsOf(new Map([['delay', '25001']])).get('delay')).toBe(
      'Expected a whole number from 0 to 25,000, not 25001.',
    );
  });

  it('is found whenever the wish is not what was typed', () => {
    const text = fc.oneof(fc.integer({ min: -5, max: 60 }), fc.double()).map(String);
    fc.assert(
      fc.property(text, (calls) => {
        const given = new Map([['calls', calls]]);
        const right = problemsOf(given).size === 0;
        expect(right).toBe(Number(calls) >= 2 && Number(calls) <= 50 && !/[.]/.test(calls));
        if (right) expect(readWish(given).calls).toBe(Number(calls));
      }),
    );
  });
});

describe('what is measured', () => {
  it('is named with all that was chosen', () => {
    expect(wishWords({ ...WISH, delayMs: 800, calls: 6 }, BASE)).toBe(
      'GET /ping?delay=800, 6 calls, distinct addresses',
    );
    const other: Wish = { ...WISH, route: 'ping/cpu', sameUrl: true };
    expect(wishWords(other, new URL('https://abc.example/dev/'))).toBe(
      'GET /dev/ping/cpu, 3 calls, the same URL for all',
    );
  });
});

describe('addresses', () => {
  it.each([
    ['http://127.0.0.1:3000/', 'http://127.0.0.1:3000/ping?delay=300'],
    ['https://abc.example/dev/', 'https://abc.example/dev/ping?delay=300'],
    ['https://abc.example/dev', 'https://abc.example/dev/ping?delay=300'],
    [
      'http://127.0.0.1:4566/_aws/execute-api/a1b2/$default/',
      'http://127.0.0.1:4566/_aws/execute-api/a1b2/$default/ping?delay=300',
    ],
  ])('of a page at %s lie beside it', (page, address) => {
    expect(addressOf(WISH, baseOf(new URL(page))).href).toBe(address);
  });

  it('of the route that computes have no delay', () => {
    expect(addressOf({ ...WISH, route: 'ping/cpu' }, BASE).href).toBe(
      'http://127.0.0.1:3000/ping/cpu',
    );
  });

  it('are distinct, or the same for all', () => {
    expect(new Set(burstUrls({ ...WISH, calls: 50 }, BASE, 'm')).size).toBe(50);
    expect(new Set(burstUrls({ ...WISH, calls: 50, sameUrl: true }, BASE, 'm')).size).toBe(1);
  });
});

describe('the lines for a shell', () => {
  it('name the address that the page calls', () => {
    expect(byHand(WISH, BASE)).toEqual({
      curl: "for i in $(seq 3); do curl -s 'http://127.0.0.1:3000/ping?delay=300' & done; wait",
      wget: "for i in $(seq 3); do wget -qO- 'http://127.0.0.1:3000/ping?delay=300' & done; wait",
      command: "npm run concurrency-check -- 'http://127.0.0.1:3000/ping?delay=300' -n 3",
    });
  });

  it('reach the shell as they are, whatever the folder is called', () => {
    const base = baseOf(new URL("http://127.0.0.1/$default/`id`/it's/"));
    const { curl } = byHand({ ...WISH, calls: 1 }, base);
    const said = execFileSync('sh', ['-c', curl.replace('curl -s', 'echo')], { encoding: 'utf8' });
    expect(said.trim()).toBe(addressOf(WISH, base).href.replaceAll("'", '%27'));
  });
});
