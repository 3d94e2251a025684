import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  baseOf,
  burstUrls,
  CALLS,
  DELAY_MS,
  describeSettings,
  fieldErrors,
  readSettings,
  routeUrl,
  ROUTES,
  type Settings,
} from '../../../web/live/settings.ts';

const SETTINGS: Settings = { route: 'ping', calls: 3, delayMs: 300, sameUrl: false };
const BASE = new URL('http://127.0.0.1:3000/');

describe('readSettings', () => {
  it('reads every field of the form', () => {
    const fields = { route: 'ping/cpu', calls: '10', delay: '250', same: 'on' };
    expect(readSettings(new Map(Object.entries(fields)))).toEqual({
      route: 'ping/cpu',
      calls: 10,
      delayMs: 250,
      sameUrl: true,
    });
  });

  it('uses initial values for missing fields', () => {
    expect(readSettings(new Map())).toEqual({
      route: 'ping',
      calls: CALLS.initial,
      delayMs: DELAY_MS.initial,
      sameUrl: false,
    });
  });

  it('never returns a number out of range, whatever was typed', () => {
    const text = fc.oneof(fc.string(), fc.double().map(String), fc.integer().map(String));
    fc.assert(
      fc.property(fc.record({ route: text, calls: text, delay: text }), (fields) => {
        const settings = readSettings(new Map(Object.entries(fields)));
        expect(ROUTES).toContain(settings.route);
        for (const [value, { min, max }] of [
          [settings.calls, CALLS],
          [settings.delayMs, DELAY_MS],
        ] as const) {
          expect(Number.isInteger(value)).toBe(true);
          expect(value).toBeGreaterThanOrEqual(min);
          expect(value).toBeLessThanOrEqual(max);
        }
      }),
    );
  });
});

describe('fieldErrors', () => {
  it.each([
    ['51', ', not 51'],
    ['1', ', not 1'],
    ['3.5', ', not 3.5'],
    ['', ''],
    ['many', ', not many'],
  ])('rejects %j', (calls, given) => {
    const errors = fieldErrors(new Map([['calls', calls]]));
    expect([...errors]).toEqual([['calls', `enter a whole number from 2 to 50${given}.`]]);
  });

  it('names the range of the field', () => {
    expect(fieldErrors(new Map([['delay', '25001']])).get('delay')).toBe(
      'enter a whole number from 0 to 25,000, not 25001.',
    );
  });

  it('reports every number that the settings do not take over', () => {
    const text = fc.oneof(fc.integer({ min: -5, max: 60 }), fc.double()).map(String);
    fc.assert(
      fc.property(text, (calls) => {
        const fields = new Map([['calls', calls]]);
        const valid = fieldErrors(fields).size === 0;
        expect(valid).toBe(Number(calls) >= 2 && Number(calls) <= 50 && !/[.]/.test(calls));
        if (valid) expect(readSettings(fields).calls).toBe(Number(calls));
      }),
    );
  });
});

describe('describeSettings', () => {
  it('names everything that was chosen', () => {
    expect(describeSettings({ ...SETTINGS, delayMs: 800, calls: 6 }, BASE)).toBe(
      'GET /ping?delay=800, 6 calls, distinct URLs',
    );
    const other: Settings = { ...SETTINGS, route: 'ping/cpu', sameUrl: true };
    expect(describeSettings(other, new URL('https://abc.example/dev/'))).toBe(
      'GET /dev/ping/cpu, 3 calls, same URL',
    );
  });
});

describe('routeUrl', () => {
  it.each([
    ['http://127.0.0.1:3000/', 'http://127.0.0.1:3000/ping?delay=300'],
    ['https://abc.example/dev/', 'https://abc.example/dev/ping?delay=300'],
    ['https://abc.example/dev', 'https://abc.example/dev/ping?delay=300'],
    [
      'http://127.0.0.1:4566/_aws/execute-api/a1b2/$default/',
      'http://127.0.0.1:4566/_aws/execute-api/a1b2/$default/ping?delay=300',
    ],
  ])('is next to a page at %s', (page, url) => {
    expect(routeUrl(SETTINGS, baseOf(new URL(page))).href).toBe(url);
  });

  it('has no delay on the CPU route', () => {
    expect(routeUrl({ ...SETTINGS, route: 'ping/cpu' }, BASE).href).toBe(
      'http://127.0.0.1:3000/ping/cpu',
    );
  });
});

describe('burstUrls', () => {
  it('returns distinct URLs, or the same URL for all calls', () => {
    expect(new Set(burstUrls({ ...SETTINGS, calls: 50 }, BASE, 'm')).size).toBe(50);
    expect(new Set(burstUrls({ ...SETTINGS, calls: 50, sameUrl: true }, BASE, 'm')).size).toBe(1);
  });
});
