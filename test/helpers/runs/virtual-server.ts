import type { Invocation } from '../../../src/core/invocation.ts';

/** A server in virtual time: nothing sleeps, and the truth is known. */
export interface VirtualServer {
  readonly model: 'shared' | 'own' | 'sharing';
  /** Workers, or cores. Of `own`, that many processes; the calls are spread over them by chance. */
  readonly workers: number;
  /** Of `own`: threads of each process, which share its queue. */
  readonly threads?: number;
  /** Of `own`: the process of each call, where it is not to be left to chance. */
  readonly assignment?: readonly number[];
  readonly service: ServiceTimes;
  readonly meanMs: number;
  /** Network and server around the service, the same for each call. */
  readonly overheadMs: number;
  /** Each call takes up to this much longer. */
  readonly jitterMs: number;
  /** Between one sending and the next. */
  readonly sendGapMs: number;
}

export type ServiceTimes =
  | { readonly form: 'constant' }
  /** The normal distribution, cut off at a tenth of its mean. */
  | { readonly form: 'normal'; readonly cv: number }
  | { readonly form: 'uniform'; readonly halfWidth: number }
  | { readonly form: 'lognormal'; readonly cv: number }
  | { readonly form: 'exponential' };

export type Uniform = () => number;

/** Uniform on [0, 1); xorshift128 by Marsaglia, so that it shares nothing with the code under test. */
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

export interface Recorded {
  readonly solo: Invocation[];
  readonly burst: Invocation[];
}

/** Makes solo calls and one burst. */
export function record(
  server: VirtualServer,
  { calls, solo = 3, uniform }: { calls: number; solo?: number; uniform: Uniform },
): Recorded {
  const around = () => server.overheadMs + uniform() * server.jitterMs;
  const alone = Array.from({ length: solo }, (_, call) =>
    answeredCall(call, { sentAt: 0, receivedAt: around() + serviceTime(server, uniform) }),
  );
  const sent = Array.from({ length: calls }, (_, call) => call * server.sendGapMs);
  const jobs = sent.map((at) => ({ at, work: serviceTime(server, uniform) }));
  const ends = serveJobs(jobs, server, uniform);
  const burst = ends.map((end, call) =>
    answeredCall(call, { sentAt: sent[call]!, receivedAt: end + around() }),
  );
  return { solo: alone, burst };
}

function answeredCall(
  call: number,
  { sentAt, receivedAt }: { sentAt: number; receivedAt: number },
): Invocation {
  return { call, outcome: 'answered', sentAt, receivedAt, status: 200 };
}

function serviceTime({ service, meanMs }: VirtualServer, uniform: Uniform): number {
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
  }
}

/** Box and Muller, 1958. */
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

/** All jobs that have come and are not done share the cores equally, none with more than one. */
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
