import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { httpServer } from '../helpers/loopback.ts';
import { parseRun } from '../helpers/output.ts';
import { run } from '../helpers/run.ts';
import { scratchFile } from '../helpers/scratch.ts';

it('each call has a number and a line of its own, and reports show neither', async () => {
  const received: { n: string | null; line: string | null; cookie?: string; body: string }[] = [];
  const server = await httpServer((request, response) => {
    const { searchParams } = new URL(request.url ?? '', 'http://a');
    const { cookie = '' } = request.headers;
    const values = { n: searchParams.get('n'), line: searchParams.get('q') };
    void text(request).then((body) => {
      received.push({ ...values, cookie, body });
      return setTimeout(() => response.end('served'), 20);
    });
  });
  const target = `http://127.0.0.1:${server.port}/{n}?n={n}&q={line}`;
  const given = ['-H', 'Cookie: id={n}', '-d', '{"n":{n},"name":"{line}"}'];
  const lines = ['--lines', scratchFile('C# & co\nÀ la carte\nplain\n')];
  const plan = ['-n', '20', '-b', '2', '--json', '-'];
  const { stdout, stderr } = await run([target, ...given, ...lines, ...plan]);
  const { target: description, solo, bursts } = parseRun(stdout);
  expect(description?.url, stderr).toBe(target);
  expect(description?.requestsDiffer).toBe(true);
  expect(stdout).not.toContain('identical-requests');
  expect(stdout).not.toContain('À la carte');

  const numbers = received.map(({ n }) => Number(n)).toSorted((a, b) => a - b);
  const calls = solo.length + bursts.reduce((sum, { invocations }) => sum + invocations.length, 0);
  expect(calls).toBeGreaterThan(40);
  expect(new Set(numbers).size).toBe(numbers.length);
  expect(numbers.length).toBeGreaterThanOrEqual(calls);
  expect(new Set(received.map(({ line }) => line))).toEqual(
    new Set(['C# & co', 'À la carte', 'plain']),
  );
  for (const { n, line, cookie, body } of received) {
    expect({ cookie, body: JSON.parse(body) as unknown }).toEqual({
      cookie: `id=${n}`,
      body: { n: Number(n), name: line },
    });
  }
});
