import { describe, expect, it } from 'vitest';
import { BurstConnections, type HeldCall } from '../../src/targets/burst-connections.ts';

describe('the rehearsal of a release', () => {
  it('rests once before its last writes if there are many calls', async () => {
    const writtenAt = await writesOfRehearsal(100);

    const [before = 0, after = 0] = writtenAt.slice(9_999);
    expect(writtenAt).toHaveLength(10_300);
    expect(after - before).toBeGreaterThanOrEqual(9);
  });

  it.each([0, 1, 49])('writes once on each of %i connections', async (calls) => {
    expect(await writesOfRehearsal(calls)).toHaveLength(calls);
  });
});

/** When each write was made, ms. */
async function writesOfRehearsal(calls: number): Promise<number[]> {
  const writtenAt: number[] = [];
  const { signal } = new AbortController();
  const connections = new BurstConnections({ timeoutMs: 1_000 }, { calls, signal });
  for (let call = 0; call < calls; call += 1) {
    connections.add(heldCall(() => writtenAt.push(performance.now())));
  }
  await connections.rehearse();
  return writtenAt;
}

const nothing = (): void => {};

function heldCall(rehearse: () => void): HeldCall {
  return {
    sentAt: undefined,
    firstByteAt: undefined,
    receivedAt: undefined,
    cutOff: false,
    laterBytes: 0,
    failure: undefined,
    answeredEarly: false,
    answering: false,
    inBody: false,
    finished: false,
    connected: true,
    onBytes: undefined,
    onFinished: undefined,
    rehearse,
    release: nothing,
    deliver: nothing,
    hangUp: nothing,
    cut: nothing,
    giveUp: nothing,
    destroy: nothing,
  };
}
