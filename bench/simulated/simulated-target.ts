import { readAnswer } from '../../src/core/answers/answer.ts';
import type { Clock, Exchange } from '../../src/core/fire.ts';
import type { PrepareOptions, Target } from '../../src/targets/target.ts';
import type { Call, Handler, Reply, SimulatedServer } from './server.ts';
import type { Process, World } from './world.ts';

/** The command's default for --timeout, ms. */
const TIMEOUT_MS = 30_000;

/** Connections that are opened in a millisecond before a burst. */
const CONNECTIONS_PER_MS = 2;

const WALL_MS = Date.UTC(2026, 0, 1);

/** A target in virtual time, and the clock that shows it: a burst is over once it is prepared. */
export function simulateTarget(
  server: SimulatedServer,
  world: World,
): { readonly target: Target; readonly clock: Clock } {
  const handler = server.start(world);
  let [releasedAt, bursts] = [0, 0];
  const prepare = async ({ calls }: PrepareOptions) => {
    world.pass(1 + calls / CONNECTIONS_PER_MS);
    releasedAt = world.nowMs;
    const exchanges = fireInVirtualTime({ server, world, handler, calls, bursts });
    if (calls > 1) bursts += 1;
    return exchanges.map((exchange) => ({
      release: () => undefined,
      exchange: Promise.resolve(exchange),
    }));
  };
  const clock = { now: () => releasedAt, wall: () => WALL_MS + releasedAt };
  return { target: { description: { kind: 'http', url: 'http://simulated/' }, prepare }, clock };
}

function fireInVirtualTime(options: {
  readonly server: SimulatedServer;
  readonly world: World;
  readonly handler: Handler;
  readonly calls: number;
  readonly bursts: number;
}): Exchange[] {
  const { server, world, handler, calls, bursts } = options;
  const exchanges: Exchange[] = [];
  let ended = 0;
  const gapMs = server.sendGapMs(calls);
  const releasedAt = world.nowMs;
  for (let nth = 0; nth < calls; nth += 1) {
    const sentAt = releasedAt + nth * gapMs;
    const call = { nth, of: calls, burst: bursts };
    world.plan(sentAt, () =>
      world.start(roundTrip(call, { server, world, handler }), (reply) => {
        exchanges[nth] = exchangeOf(reply, { sentAt, receivedAt: world.nowMs });
        ended += 1;
      }),
    );
  }
  world.runUntil(() => ended === calls);
  return exchanges;
}

function* roundTrip(
  call: Call,
  about: { readonly server: SimulatedServer; readonly world: World; readonly handler: Handler },
): Process<Reply> {
  const { server, world, handler } = about;
  const oneWayMs = (): number => (server.overheadMs + server.jitterMs * world.uniform()) / 2;
  yield world.sleep(oneWayMs());
  const reply = yield* handler(call);
  yield world.sleep(oneWayMs());
  return reply;
}

function exchangeOf(reply: Reply, times: { sentAt: number; receivedAt: number }): Exchange {
  const { sentAt, receivedAt } = times;
  if (receivedAt - sentAt > TIMEOUT_MS) {
    const error = { code: 'timeout', message: `no answer within ${TIMEOUT_MS} ms` };
    return { outcome: 'failed', sentAt, error };
  }
  const { status = 200, body = '{"hello":"goodbye"}', type = 'application/json' } = reply;
  const answer = { status, body, headers: { 'content-type': type } };
  return { ...times, ...readAnswer(answer, { pongExpected: false }) };
}
