import { describe, expect, it } from 'vitest';
import type { SameForAll } from '../../../src/core/target-description.ts';
import type { FoundCause } from '../../../src/core/why/diagnosis.ts';
import type { Probe } from '../../../src/core/why/probes.ts';
import { AT_ONCE, bystander, variant } from '../../helpers/runs/declared-probes.ts';
import { foundIn, HTTP, watchedRun } from '../../helpers/runs/watched-run.ts';

// A lock of a route, for all calls or for each value of what they have in common.

const JAVA = { program: 'java App', runtime: 'JVM' };
const REQUESTS = variant('other-requests', 1);

/** What is found if calls have these parts of a request in common. */
function foundWith(
  sameForAll: readonly SameForAll[],
  probes: readonly Probe[],
  more: { readonly requestsDiffer?: boolean } = {},
): FoundCause | undefined {
  const target = { ...HTTP, ...more, sameForAll: [...sameForAll] };
  return foundIn(watchedRun({ target, server: JAVA, probes: [AT_ONCE, ...probes] }));
}

const inCommon = (why: FoundCause | undefined): unknown =>
  why?.seen.find(({ code }) => code === 'in-common');

describe('a lock of a route', () => {
  it('names nothing if calls have nothing in common that may be its key', () => {
    const why = foundWith([], [REQUESTS]);
    expect(why).toMatchObject({ cause: 'route-lock', certainty: 'likely' });
    expect(inCommon(why)).toBeUndefined();
    expect(inCommon(foundWith([], [], { requestsDiffer: true }))).toBeUndefined();
  });

  it.each<SameForAll>(['path', 'query', 'body', 'cookie', 'credentials', 'address'])(
    'is likely, and says so, if all calls had the same %s',
    (what) => {
      const why = foundWith([what], [REQUESTS]);
      expect(why).toMatchObject({ cause: 'route-lock', certainty: 'likely' });
      expect(inCommon(why)).toEqual({ code: 'in-common', what: [what] });
    },
  );

  it.each([
    ['cookie', 'other-sessions'],
    ['address', 'other-sources'],
  ] as const)('names none if another %s changed nothing', (what, probe) => {
    expect(inCommon(foundWith([what], [REQUESTS, variant(probe, 1)]))).toBeUndefined();
  });

  it('is likely if no other request was tried, which rules out no lock for each', () => {
    const why = foundWith(['url', 'path', 'query', 'address'], []);
    expect(why?.certainty).toBe('likely');
    expect(inCommon(why)).toEqual({ code: 'in-common', what: ['url', 'address'] });
    expect(why?.ruledOut).not.toContain('same-request');
    expect(foundWith([], [REQUESTS])?.ruledOut).toContain('same-request');
  });

  it('is likely if only another part of the request differed than the URL', () => {
    const why = foundWith(['url'], [], { requestsDiffer: true });
    expect(why).toMatchObject({ cause: 'route-lock', certainty: 'likely' });
    expect(why?.ruledOut).not.toContain('same-request');
    expect(inCommon(foundWith(['url'], [REQUESTS], { requestsDiffer: true }))).toBeUndefined();
  });

  it('names the URL if it is not known what calls had in common, unless they differed', () => {
    const [same, differing] = [HTTP, { ...HTTP, requestsDiffer: true }].map((target) =>
      foundIn(watchedRun({ target, server: JAVA, probes: [AT_ONCE] })),
    );
    expect(inCommon(same)).toEqual({ code: 'in-common', what: ['url'] });
    expect(inCommon(differing)).toBeUndefined();
  });

  it('is sure if its line is seen, which shows its key, but what calls have in common is still named', () => {
    const place = { file: 'App.java', line: 7, function: 'handle', ownCode: true, share: 1 };
    const places = [{ ...place, onEventLoop: false, waitsForLock: true, threads: 5 }];
    const stacks = [{ pid: 1, tool: 'jcmd', samples: 9, places } as const];
    const target = { ...HTTP, sameForAll: ['path' as const] };
    const probes = [bystander(3, { stacks }), REQUESTS];
    const why = foundIn(watchedRun({ target, server: JAVA, probes }));
    expect(why?.certainty).toBe('sure');
    expect(inCommon(why)).toEqual({ code: 'in-common', what: ['path'] });
  });
});
