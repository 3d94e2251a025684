import { expect, it } from 'vitest';
import { poolSizeOf } from '../../../../src/core/why/pool-sizes.ts';

const sizeOf = (program: string, command: string): number | undefined =>
  poolSizeOf({ pid: 1, program, command });

it.each([
  ['gunicorn', 'gunicorn --threads 8 app:app', 8],
  ['gunicorn', 'gunicorn -k gthread --threads=8 app:app', 8],
  ['gunicorn', 'gunicorn --threads 3 --threads 5 app:app', 5],
  ['waitress-serve', 'waitress-serve --threads=8 app:app', 8],
  ['puma', 'puma --threads 1:8', 8],
  ['puma', 'puma -t 1:8', 8],
  ['puma', 'puma -t8', 8],
])('%s is told its threads: %s', (program, command, threads) => {
  expect(sizeOf(program, command)).toBe(threads);
});

it.each([
  ['waitress-serve', 'waitress-serve app:app', 4],
  ['puma', 'puma', 5],
  ['puma', 'puma 6.4.2 (tcp://0.0.0.0:80) [app]', undefined],
  ['gunicorn', 'gunicorn app:app', undefined],
  ['srv', 'srv --threads 8', undefined],
])('%s has so many otherwise: %s', (program, command, threads) => {
  expect(sizeOf(program, command)).toBe(threads);
});

it('takes the timeout of Gunicorn, -t, for no number of threads', () => {
  expect(sizeOf('gunicorn', 'gunicorn -t 6 app:app')).toBeUndefined();
  expect(sizeOf('gunicorn', 'gunicorn -t 6 --threads 40 app:app')).toBe(40);
});

it('knows that other workers of Gunicorn have no such pool', () => {
  const asgi = 'gunicorn --threads 8 -k uvicorn.workers.UvicornWorker app:app';
  expect(sizeOf('gunicorn', asgi)).toBeUndefined();
  expect(sizeOf('gunicorn', 'gunicorn --worker-class=gevent --threads 8 a:a')).toBeUndefined();
});
