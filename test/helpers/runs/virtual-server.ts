import type { Invocation } from '../../../src/core/invocation.ts';

/** A server in virtual time: nothing sleeps, and the true answer is known. */
export interface VirtualServer {
  readonly model: 'shared' | 'own' | 'sharing';
  /** Workers or, of `sharing`, cores. Of `own`, processes, over which calls are spread at random. */
  readonly workers: number;
  /** Of `own`: threads per process, which share its queue. */
  readonly threads?: number;
  /** Of `own`: the process of each call, if it should not be random. */
  readonly assignment?: readonly number[];
  readonly service: ServiceTimes;
  readonly meanMs: number;
  /** Time that network and server add to the service, the same for each call. */
  readonly overheadMs: number;
  /** Each call takes a random time longer, up to this. */
  readonly jitterMs: number;
  /** Time between sending one call and the next. */
  readonly sendGapMs: number;
}

/** One worker on this machine, whose calls sleep for 300 ms. */
export const SLEEPING: VirtualServer = {
  model: 'shared',
  workers: 1,
  service: { form: 'normal', cv: 0.005 },
  meanMs: 300,
  overheadMs: 3,
  jitterMs: 2,
  sendGapMs: 0.02,
};

/** The distribution of service times around their mean; `cv` is the coefficient of variation. */
export type ServiceTimes =
  | { readonly form: 'constant' }
  /** The normal distribution, with a tenth of its mean as the minimum. */
  | { readonly form: 'normal'; readonly cv: number }
  | { readonly form: 'uniform'; readonly halfWidth: number }
  | { readonly form: 'lognormal'; readonly cv: number }
  | { readonly form: 'exponential' }
  /** Two times, of which the longer one, `factor` times the other, comes with a probability of `share`. */
  | { readonly form: 'mixture'; readonly share: number; readonly factor: number };

/** Returns the next number of a uniform distribution on [0, 1). */
export type Uniform = () => number;

/** Uniform on [0, 1): Marsaglia's xorshift128 (2003), which shares nothing with the code under test. */
export function uniformFrom(seed: number): Uniform {
  let [x, y, z, w] = [seed ^ 0x9e3779b9, 362_436_069, 521_288_629, (seed * 88_675_123) | 1];
  const next = (): number => {
    const t = x ^ (x << 11);
    [x, y, z] = [y, z, w];
    w = w ^ (w >>> 19) ^ t ^ (t >>> 8);
    return (w >>> 0) / 4_294_967_296;
  };
  for (let warmUp = 0; warmUp < 20; warmUp += 1) next();
  return next;
}

/** What was measured of a virtual server. */
export interface Recorded {
  readonly solo: Invocation[];
  readonly burst: Invocation[];
}

/** Makes solo calls and one burst of `calls` calls. */
export function record(
  server: VirtualServer,
  { calls, solo = 3, uniform }: { calls: number; solo?: number; uniform: Uniform },
): Recorded {
  const around = () => server.overheadMs + uniform() * server.jitterMs;
  const soloCalls = Array.from({ length: solo }, (_, call) =>
    answeredCall(call, { sentAt: 0, receivedAt: around() + serviceTime(server, uniform) }),
  );
  const sent = Array.from({ length: calls }, (_, call) => call * server.sendGapMs);
  const jobs = sent.map((at) => ({ at, work: serviceTime(server, uniform) }));
  const ends = serveJobs(jobs, server, uniform);
  const burst = ends.map((end, call) =>
    answeredCall(call, { sentAt: sent[call]!, receivedAt: end + around() }),
  );
  return { solo: soloCalls, burst };
}

function answeredCall(
  call: number,
  { sentAt, receivedAt }: { sentAt: number; receivedAt: number },
): Invocation {
  return { call, outcome: 'answered', sentAt, receivedAt, status: 200 };
}

/** How long the server works on one call, ms. */
export function serviceTime(
  { service, meanMs }: Pick<VirtualServer, 'service' | 'meanMs'>,
  uniform: Uniform,
): number {
  switch (service.form) {
    case 'constant':
      return meanMs;
    case 'normal':
      return meanMs * Math.max(0.1, 1 + service.cv * normal(uniform));
    case 'uniform':
      return meanMs * (1 + service.halfWidth * (2 * uniform() - 1));
    case 'lognormal': {
      const variance = Math.log(1 + service.cv ** 2);
      return meanMs * Math.exp(Math.sqrt(variance) * normal(uniform) - variance / 2);
    }
    case 'exponential':
      return -meanMs * Math.log(1 - uniform());
    case 'mixture': {
      const shorter = meanMs / (1 + service.share * (service.factor - 1));
      return uniform() < service.share ? service.factor * shorter : shorter;
    }
  }
}

/** A standard normal number (Box and Muller, 1958). */
function normal(uniform: Uniform): number {
  return Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
}

interface Job {
  readonly at: number;
  readonly work: number;
}

function serveJobs(jobs: readonly Job[], server: VirtualServer, uniform: Uniform): number[] {
  switch (server.model) {
    case 'shared':
      return queue(jobs, server.workers);
    case 'own': {
      const { workers, threads = 1, assignment } = server;
      const of = jobs.map((_, call) => assignment?.[call] ?? Math.floor(uniform() * workers));
      const ends = jobs.map(() => 0);
      for (const worker of new Set(of)) {
        const own = jobs.flatMap((job, call) => (of[call] === worker ? [{ job, call }] : []));
        const done = queue(
          own.map(({ job }) => job),
          threads,
        );
        for (const [index, { call }] of own.entries()) ends[call] = done[index]!;
      }
      return ends;
    }
    case 'sharing':
      return share(jobs, server.workers);
  }
}

/** First come, first served: each job goes to the worker that is free first. */
function queue(jobs: readonly Job[], workers: number): number[] {
  const freeAt = Array.from({ length: workers }, () => 0);
  return jobs.map(({ at, work }) => {
    const first = freeAt.indexOf(Math.min(...freeAt));
    freeAt[first] = Math.max(at, freeAt[first]!) + work;
    return freeAt[first];
  });
}

/** Jobs in progress share the cores equally; none gets more than one core. */
function share(jobs: readonly Job[], cores: number): number[] {
  const ends = jobs.map(() => 0);
  const active = new Map<number, number>();
  let [now, next] = [0, 0];
  while (next < jobs.length || active.size > 0) {
    const rate = Math.min(1, cores / Math.max(1, active.size));
    const shortest = Math.min(...active.values());
    const arrival = jobs[next]?.at ?? Number.POSITIVE_INFINITY;
    const until = Math.min(arrival, now + shortest / rate);
    for (const [call, left] of active) {
      const rest = left - (until - now) * rate;
      if (rest > 1e-9) active.set(call, rest);
      else {
        active.delete(call);
        ends[call] = until;
      }
    }
    now = until;
    if (now === arrival) {
      active.set(next, jobs[next]!.work);
      next += 1;
    }
  }
  return ends;
}
