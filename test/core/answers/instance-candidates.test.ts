import { describe, expect, it } from 'vitest';
import { instanceCandidates } from '../../../src/core/answers/instance-candidates.ts';

const answers = (headers: (nth: number) => Record<string, string>): Record<string, string>[] =>
  Array.from({ length: 6 }, (_, nth) => headers(nth));

describe('headers that might name the instance', () => {
  it.each<[string, (nth: number) => Record<string, string>, string[]]>([
    ['is named so', () => ({ 'x-served-by': 'a', 'x-color': 'b' }), ['x-served-by']],
    ['differs between some answers', (nth) => ({ via: `w${nth % 2}`, p3p: 'b' }), ['via']],
    [
      'is named so and differs, before one that is only named so',
      (nth) => ({ 'x-host': 'a', 'x-up': `${nth % 3}`, 'x-worker': `${nth % 2}` }),
      ['x-worker', 'x-host', 'x-up'],
    ],
    ['differs between all, like the ID of a request', (nth) => ({ 'x-req': `${nth}` }), []],
    ['differs between all, but is named so', (nth) => ({ 'x-pod-name': `${nth}` }), ['x-pod-name']],
    [
      'differs by itself',
      (nth) => ({ date: `${nth % 2}`, etag: `${nth % 2}`, 'content-length': `${nth % 2}` }),
      [],
    ],
    [
      'is a duration, whatever it is named after',
      (nth) => ({ 'x-process-time': `${nth % 2}`, 'x-envoy-upstream-service-time': `${nth % 2}` }),
      [],
    ],
    ['names the software', () => ({ server: 'nginx' }), []],
    ['is the ID of a request at a host', (nth) => ({ 'x-host-request-id': `${nth % 2}` }), []],
  ])('that %s', (_, headers, names) => {
    expect(instanceCandidates(answers(headers))).toEqual(names);
  });

  it('are at most five', () => {
    const many = Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map((n) => [`x-${n}-host`, 'a']));
    expect(instanceCandidates([many])).toHaveLength(5);
  });
});
