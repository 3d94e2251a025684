import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import {
  placesInProfile,
  profileSchema,
  type ProfileContext,
} from '../../../src/probes/stacks/parse-profile.ts';
import { recorded } from './recorded.ts';

const ALWAYS: ProfileContext = {
  from: 0,
  until: Infinity,
  folder: '/app',
  lineOfCall: () => undefined,
};

const profileOf = (name: string) =>
  v.parse(profileSchema, JSON.parse(recorded(`profile-${name}.json`)));

const placesOf = (name: string, context: Partial<ProfileContext> = {}) =>
  placesInProfile(profileOf(name), { ...ALWAYS, ...context });

const lineOfExecSync: ProfileContext['lineOfCall'] = ({ functionName }, callee) =>
  functionName === '/exec' && callee === 'execSync' ? 36 : undefined;

/** A function of a profile. */
const called = (id: number, url: string, children: number[] = []) => ({
  id,
  callFrame: { functionName: `f${id}`, scriptId: '1', url, lineNumber: 4, columnNumber: 1 },
  children,
  positionTicks: [{ line: 9, ticks: 1 }],
});

describe('a CPU profile', () => {
  it('has the lines that ran, and their shares of the time', () => {
    const { samples, places } = placesOf('busy');
    expect(samples).toBe(90);
    expect(places).toEqual([
      {
        file: 'server.mjs',
        line: 11,
        function: 'busy',
        ownCode: true,
        onEventLoop: true,
        share: expect.closeTo(77 / 90),
        threads: 1,
      },
      expect.objectContaining({ line: 12, share: expect.closeTo(8 / 90) }),
    ]);
  });

  it('has what a line called, and asks for the line that did', () => {
    expect(placesOf('exec', { lineOfCall: lineOfExecSync }).places).toMatchObject([
      { file: 'server.mjs', line: 36, function: '/exec', calling: 'execSync' },
    ]);
  });

  it('has the beginning of the function if that is not clear', () => {
    expect(placesOf('pbkdf2').places).toMatchObject([
      { line: 28, function: '/pbkdf2', calling: 'pbkdf2Sync' },
    ]);
  });

  it('counts a regular expression at the line that uses it, and does not show it', () => {
    const { places } = placesOf('regexp');
    expect(places).toMatchObject([{ line: 57, function: '/regexp', share: expect.closeTo(1, 1) }]);
    expect(JSON.stringify(places)).not.toContain('a+');
  });

  it('has no place of a thread that was idle', () => {
    expect(placesOf('wait')).toEqual({ samples: 31, places: [] });
  });

  it('counts only what was sampled while calls were in flight', () => {
    const { startTime, timeDeltas } = profileOf('busy');
    const from = startTime / 1_000 + 200;
    const whole = timeDeltas.reduce((a, b) => a + b) / 1_000;
    const { samples } = placesOf('busy', { from, until: from + 300 });
    expect(samples / 90).toBeCloseTo(300 / whole, 1);
    expect(placesOf('busy', { until: 0 })).toEqual({ samples: 0, places: [] });
  });

  it('keeps what ran in packages apart from the code of the user', () => {
    const [leaf, handler] = [
      'file:///app/node_modules/parse/index.js',
      'file:///app/my%20server.mjs',
    ];
    const profile = {
      nodes: [called(1, '', [2, 4]), called(2, handler, [3]), called(3, leaf), called(4, leaf)],
      startTime: 0,
      samples: [3, 4],
      timeDeltas: [1, 1],
    };
    expect(placesInProfile(profile, ALWAYS).places).toMatchObject([
      { file: 'my server.mjs', line: 5, function: 'f2', calling: 'f3', ownCode: true, share: 0.5 },
      { file: 'node_modules/parse/index.js', line: 9, function: 'f4', ownCode: false, share: 0.5 },
    ]);
  });
});
