import { expect, test } from 'vitest';
import type { Verdict } from '../../src/core/verdict.ts';
import { assess, markedLines } from './assess.ts';
import { WHY_CASES } from './cases.ts';
import { waitsIn, type Truth } from './case.ts';
import { program } from './programs.ts';

const places = WHY_CASES.flatMap(({ name, truth: { place } }) =>
  place === undefined ? [] : [{ name, place }],
);

test.for(places)('a comment marks where calls wait: $name', ({ place }) => {
  expect(markedLines(place)).not.toEqual([]);
});

test('names differ', () => {
  expect(new Set(WHY_CASES.map(({ name }) => name)).size).toBe(WHY_CASES.length);
});

const file = program('python/flask_app.py');
const [line = 0] = markedLines({ file, marker: 'waits here' });
const place = { file: 'flask_app.py', line };
const serial: Verdict = {
  kind: 'serial',
  workers: { estimate: 1, low: 1, high: 1 },
  reasons: [],
};
const lock: Truth = {
  kinds: ['serial'],
  cause: 'route-lock',
  ...waitsIn(file),
  alsoRight: { 'route-pool': 'one' },
};
const sure = (cause: string, at?: typeof place) => ({
  cause,
  certainty: 'sure',
  ...(at && { place: at }),
});

test.for([
  ['right', sure('route-lock', place), lock, { line: true }],
  ['right', sure('route-lock'), lock, { line: false }],
  ['right', sure('route-pool', place), lock, { line: true }],
  ['right', undefined, { kinds: ['serial'] }, {}],
  ['undecided', undefined, lock, {}],
  ['undecided', { remaining: ['route-lock'] }, lock, { said: 'serial 1, left: route-lock' }],
  ['undecided', { cause: 'route-lock', certainty: 'perhaps' }, lock, {}],
  ['wrong', undefined, { ...lock, mustDecide: true }, {}],
  ['wrong', sure('rate-limit', place), lock, {}],
  ['wrong', sure('route-lock', place), { ...lock, notSure: true }, {}],
  ['right', { ...sure('route-lock', place), certainty: 'likely' }, { ...lock, notSure: true }, {}],
  ['wrong', sure('route-lock', { ...place, line: line + 1 }), lock, { line: false }],
  ['wrong', sure('route-lock', { ...place, file: 'other.py' }), lock, { line: false }],
  ['wrong', sure('route-lock'), { kinds: ['serial'] }, {}],
  ['wrong', sure('route-lock', place), { ...lock, kinds: ['parallel'] }, {}],
  ['right', sure('route-lock', place), { ...lock, workers: 1 }, {}],
  ['wrong', sure('route-lock', place), { ...lock, workers: 2 }, {}],
] as const)('%s: %j', ([grade, why, truth, more]) => {
  expect(assess({ verdict: serial, ...(why && { why }) }, truth)).toMatchObject({ grade, ...more });
});
