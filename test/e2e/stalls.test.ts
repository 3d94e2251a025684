import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { httpServer } from '../helpers/loopback.ts';
import { parseRun, type RunFile } from '../helpers/output.ts';
import { start, type Running } from '../helpers/run.ts';
import { expectToMatchSchema } from '../helpers/schema.ts';

const CALLS = 5;
const CALL_MS = 200;
const STOPPED_MS = 500;

/** Checks a server, and stops the check for a while after the last call of each of these bursts. */
async function checkWithStops(stops: readonly number[]): Promise<{ json: RunFile; calls: number }> {
  let calls = 0;
  const running: { current?: Running } = {};
  const stop = async (): Promise<void> => {
    running.current?.child.kill('SIGSTOP');
    await pause(STOPPED_MS);
    running.current?.child.kill('SIGCONT');
  };
  const server = await httpServer((_, response) => {
    calls += 1;
    setTimeout(() => response.end('ok'), CALL_MS);
    if (stops.some((burst) => calls === burst * CALLS)) void stop();
  });
  const address = `http://127.0.0.1:${server.port}/`;
  running.current = start([address, '--solo', '0', '-n', `${CALLS}`, '-b', '1', '--json', '-']);
  const { stdout, stderr } = await running.current.ended;
  expect(stdout, stderr).not.toBe('');
  const json = parseRun(stdout);
  expectToMatchSchema(json);
  return { json, calls };
}

const codes = ({ warnings }: RunFile): string[] => warnings.map(({ code }) => code);

describe('a check that is stopped while calls are in flight', () => {
  it('fires the burst again', async () => {
    const { json, calls } = await checkWithStops([1]);
    expect(calls).toBeGreaterThanOrEqual(2 * CALLS);
    expect(json.bursts).toHaveLength(1);
    for (const { sentAt, receivedAt = Infinity } of json.bursts[0]?.invocations ?? []) {
      expect(receivedAt - sentAt).toBeLessThan(STOPPED_MS);
    }
    expect(json.bursts[0]?.repeats).toBe(calls / CALLS - 1);
    expect(codes(json)).not.toContain('client-stalled');
  });

  it('says so if it is stopped again and again', async () => {
    const { json, calls } = await checkWithStops([1, 2, 3]);
    expect(calls).toBe(3 * CALLS);
    expect(json.bursts[0]?.repeats).toBe(2);
    expect(codes(json)).toContain('client-stalled');
    expect(json.bursts[0]).toMatchObject({ timeline: { stalled: { answers: CALLS } } });
  });
});
