// Prints how often the verdict from client times alone is right, on simulated servers.
//   npm run bench:verdict -- [CASES_PER_ROW] [SEED] [PART_OF_A_ROW_NAME]
// With part of a row name, also prints each case whose verdict is not exact.
// `covered` counts a declined verdict as not wrong; the columns `of decided` exclude declined ones.
// `never` counts the worst errors: `serial` although several calls are served at a time, and
// `contended` although calls queue.
import { judgeFromClientTimes } from '../src/core/judge/timing/judge-client-times.ts';
import { buildTimeline } from '../src/core/timeline/timeline.ts';
import type { Verdict } from '../src/core/verdict.ts';
import {
  record,
  uniformFrom,
  type ServiceTimes,
  type Uniform,
  type VirtualServer,
} from '../test/helpers/runs/virtual-server.ts';

type Base = Pick<VirtualServer, 'model' | 'service'> & { readonly threads?: number };

const MODELS: Record<string, Omit<Base, 'service'>> = {
  'shared queue': { model: 'shared' },
  'own queues': { model: 'own' },
  'own, 4 threads each': { model: 'own', threads: 4 },
  'processor sharing': { model: 'sharing' },
};

const SERVICES: Record<string, ServiceTimes> = {
  constant: { form: 'constant' },
  'normal, cv 2 %': { form: 'normal', cv: 0.02 },
  'normal, cv 10 %': { form: 'normal', cv: 0.1 },
  'uniform, +- 50 %': { form: 'uniform', halfWidth: 0.5 },
  'uniform, +- 100 %': { form: 'uniform', halfWidth: 1 },
  'lognormal, cv 30 %': { form: 'lognormal', cv: 0.3 },
  'lognormal, cv 100 %': { form: 'lognormal', cv: 1 },
  exponential: { form: 'exponential' },
};

interface Case {
  readonly server: VirtualServer;
  readonly calls: number;
  readonly truth: number;
}

interface Outcome {
  readonly declined: boolean;
  readonly covered: boolean;
  readonly exact: boolean;
  readonly kindRight: boolean;
  readonly never: boolean;
  /** Whether there are at least twice as many calls as workers. */
  readonly enough: boolean;
  /** The width of the interval relative to the estimate; `undefined` if it has no upper end. */
  readonly width?: number;
  readonly cpuMs: number;
}

function main(): void {
  const cases = Number(process.argv[2] ?? 200);
  const seed = Number(process.argv[3] ?? 1);
  const wanted = process.argv[4] ?? '';
  write('server', 'service times', Object.keys(summary([])));
  let slowestMs = 0;
  for (const [name, model] of Object.entries(MODELS)) {
    for (const [form, service] of Object.entries(SERVICES)) {
      if (!`${name} / ${form}`.includes(wanted)) continue;
      const uniform = uniformFrom(1e6 * seed + name.length * 1000 + form.length);
      const outcomes = Array.from({ length: cases }, () => {
        const one = drawCase({ ...model, service }, uniform);
        return judged(one, { uniform, shown: wanted !== '' });
      });
      slowestMs = Math.max(slowestMs, ...outcomes.map(({ cpuMs }) => cpuMs));
      write(name, form, Object.values(summary(outcomes)));
    }
  }
  process.stdout.write(
    `${cases} cases per row. Slowest verdict: ${slowestMs.toFixed(0)} ms of CPU time\n`,
  );
}

/** A case with log-uniform numbers of workers and calls, since people vary them by factors. */
function drawCase(base: Base, uniform: Uniform): Case {
  const logUniform = (low: number, high: number) => low * (high / low) ** uniform();
  const { threads = 1 } = base;
  const workers = Math.max(1, Math.round(Math.floor(logUniform(1, 65)) / threads));
  const server = {
    ...base,
    workers,
    meanMs: logUniform(50, 2000),
    overheadMs: 1 + 4 * uniform(),
    jitterMs: 2 * uniform(),
    sendGapMs: 0.02,
  };
  return { server, calls: Math.floor(logUniform(4, 201)), truth: workers * threads };
}

function judged(one: Case, { uniform, shown }: { uniform: Uniform; shown: boolean }): Outcome {
  const { solo, burst } = record(one.server, { calls: one.calls, uniform });
  const timeline = buildTimeline(burst, solo);
  const before = process.cpuUsage();
  const verdict = judgeFromClientTimes(timeline, { solo });
  const { user, system } = process.cpuUsage(before);
  const outcome = { ...assess(one, verdict), cpuMs: (user + system) / 1000 };
  if (shown && !outcome.exact) {
    const { covered, kindRight } = outcome;
    const wrong = `${covered ? '' : ' MISSED'}${kindRight ? '' : ' WRONG KIND'}`;
    process.stdout.write(`c=${one.truth} N=${one.calls}${wrong} ${JSON.stringify(verdict)}\n`);
  }
  return outcome;
}

function assess(one: Case, verdict: Verdict): Omit<Outcome, 'cpuMs'> {
  const enough = one.calls >= 2 * one.truth;
  if (verdict.kind === 'inconclusive') {
    return { declined: true, covered: true, exact: false, kindRight: true, never: false, enough };
  }
  const { low, estimate, high } = verdict.workers;
  const seen = Math.min(one.truth, one.calls);
  const ends = one.truth >= one.calls ? null : seen;
  return {
    declined: false,
    covered: low <= seen && (high === null || one.truth <= high),
    exact: low === seen && estimate === seen && high === ends,
    kindRight: rightKinds(one).includes(verdict.kind),
    never: isFalseAlarm(one, verdict),
    enough,
    ...(high === null ? {} : { width: (high - low) / estimate }),
  };
}

function isFalseAlarm({ server, truth }: Case, { kind }: Verdict): boolean {
  return (truth > 1 && kind === 'serial') || (server.model !== 'sharing' && kind === 'contended');
}

/** The kinds that are right. If more than half of the calls run at a time, sharing is not contention. */
function rightKinds({ server, calls, truth }: Case): string[] {
  if (server.model === 'sharing' && truth < calls) {
    if (calls < 1.25 * truth) return ['overlapping'];
    return calls < 2 * truth + 2 ? ['contended', 'overlapping'] : ['contended'];
  }
  return truth === 1 ? ['serial'] : ['overlapping'];
}

function summary(outcomes: readonly Outcome[]): Record<string, string> {
  const decided = outcomes.filter(({ declined }) => !declined);
  const enough = outcomes.filter((outcome) => outcome.enough);
  const widths = decided.flatMap(({ width }) => width ?? []);

  return {
    covered: share(outcomes, ({ covered }) => covered),
    'of decided': share(decided, ({ covered }) => covered),
    exact: share(outcomes, ({ exact }) => exact),
    'N >= 2c': share(enough, ({ exact }) => exact),
    width: mean(widths).toFixed(2),
    open: share(decided, ({ width }) => width === undefined),
    declined: share(outcomes, ({ declined }) => declined),
    'wrong kind': share(outcomes, ({ kindRight }) => !kindRight),
    '(of decided)': share(decided, ({ kindRight }) => !kindRight),
    never: share(outcomes, ({ never }) => never),
    'CPU ms': mean(outcomes.map(({ cpuMs }) => cpuMs)).toFixed(0),
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}

function share(outcomes: readonly Outcome[], chosen: (outcome: Outcome) => boolean): string {
  return `${((100 * outcomes.filter(chosen).length) / outcomes.length).toFixed(1)} %`;
}

function write(server: string, times: string, cells: readonly string[]): void {
  const right = cells.map((cell) => cell.padStart(13)).join('');
  process.stdout.write(`${server.padEnd(20)}${times.padEnd(20)}${right}\n`);
}

main();
