import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { httpServer, type Loopback } from '../helpers/loopback.ts';
import { parseRun } from '../helpers/output.ts';
import { run } from '../helpers/run.ts';
import { expectToMatchSchema } from '../helpers/schema.ts';

/** A server whose events never end. */
const endlessServer = (): Promise<Loopback> =>
  httpServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    void (async () => {
      await pause(200);
      while (!response.destroyed) {
        response.write('data: token\n\n');
        await pause(20);
      }
    })();
  });

it('an endless stream is no dead server, and the option for it is named', async () => {
  const { port } = await endlessServer();
  const { status, stdout, stderr } = await run([`http://127.0.0.1:${port}/`, '--timeout', '600']);
  expect({ status, stdout }).toEqual({ status: 3, stdout: '' });
  expect(stderr).toBe(
    `concurrency-check: http://127.0.0.1:${port}/ is up: the answer began, but did not end within 600 ms (a stream, or a long download). Judge by when answers begin with --until first-byte, or raise --timeout\n`,
  );
});

it('--until first-byte judges streams by when they begin, and so does the saved run', async () => {
  const { port, emptied } = await endlessServer();
  const url = `http://127.0.0.1:${port}/`;
  const options = ['-n', '4', '-b', '1', '--solo', '1', '--until', 'first-byte', '--json', '-'];
  const { stdout } = await run([url, ...options]);
  await emptied();
  const content: unknown = JSON.parse(stdout);
  expectToMatchSchema(content);
  const recorded = parseRun(stdout);
  expect(recorded.target).toMatchObject({ until: 'first-byte' });
  const [burst] = recorded.bursts;
  expect(burst?.invocations).toHaveLength(4);
  for (const call of burst?.invocations ?? []) {
    expect(call).toMatchObject({ outcome: 'answered', cutOff: true });
    expect((call.receivedAt ?? 0) - (call.firstByteAt ?? 0)).toBeGreaterThan(1_000);
  }
  expect(burst?.timeline.soloMs).toBeLessThan(1_500);
});
