import type { AnswerTrait } from '../../core/reason.ts';
import type { CodePlace, Fact } from '../../core/why/diagnosis.ts';
import type { StackTool } from '../../core/why/stacks.ts';
import {
  counted,
  listed,
  formatCores,
  formatMs,
  formatPercent,
  formatRatio,
} from '../shared/format.ts';
import { wordsFrom, type WordTable } from '../shared/word-table.ts';

/** What was seen, in words. */
export function factWords(fact: Fact): string {
  return wordsFrom(FACTS, fact);
}

/** `app.py:9`: the file without its folders, and the line. */
export function placeWords({ file, line }: CodePlace): string {
  return `${file.split(/[\\/]/).at(-1) ?? file}:${line}`;
}

const VARIANTS = {
  'other-requests': 'its own query',
  'other-sessions': 'its own session',
  'other-sources': 'its own source address',
  'other-connections': 'its own connection',
} as const;

const COMMON: Readonly<Record<Extract<Fact, { code: 'in-common' }>['what'][number], string>> = {
  url: 'URL',
  path: 'path',
  query: 'query',
  body: 'body',
  cookie: 'cookie',
  credentials: 'credentials',
  address: 'source address',
};

const ALIKE: Readonly<Record<Extract<Fact, { code: 'looks-alike' }>['causes'][number], string>> = {
  'rate-limit': 'a limiter that spaces out calls',
  batching: 'a server that answers them in batches',
  upstream: 'a server that this one waits for',
};

const TRAITS: Readonly<Record<AnswerTrait, string>> = {
  status: 'another status',
  type: 'another content type',
  keys: 'other fields',
  size: 'another size',
};

const FACTS: WordTable<Fact> = {
  'requests-unread': ({ requests }) =>
    `all connections were accepted, but up to ${counted(requests, 'request')} lay unread`,
  'loops-unread': ({ threads, requests }) =>
    `its ${threads === 1 ? 'thread with an event loop' : `${threads} threads, each with an event loop,`} left up to ${counted(requests, 'request')} unread`,
  'all-read': () => 'the server had accepted every connection and read every request',
  'passed-on': ({ program, calls, atATime }) =>
    `${program} had accepted all ${counted(calls, 'call')}, but passed on only ${atATime} at a time`,
  'passed-on-more': ({ program, atATime }) =>
    `${program} passed on up to ${counted(atATime, 'call')} at a time, so it does not hold them up`,
  'pool-size': ({ threads }) => `this server has ${counted(threads, 'thread')} for calls`,
  'threads-taken': ({ threads }) =>
    `${counted(threads, 'thread')} had a call each, and AnyIO gives that many to all plain def routes together`,
  'main-thread-asleep': ({ share }) =>
    `its event loop ran for only ${formatPercent(share)} of the time: it slept or waited`,
  'main-thread-busy': ({ share }) =>
    `its event loop was busy for ${formatPercent(share)} of the time`,
  'connections-left': ({ processes, accepted, left }) => {
    const who = processes === 1 ? 'the process' : `the ${processes} processes`;
    const each = processes > 1 && accepted === processes ? ' each' : '';
    const what = accepted === processes ? `one connection${each}` : counted(accepted, 'connection');
    return `${who} had accepted ${what}, and left ${left} waiting to be accepted`;
  },
  'workers-grew': ({ first, later }) =>
    `the server started more workers while calls waited: ${first} at first, ${later} later`,
  'busy-after-answers': ({ ms }) =>
    `after each answer, the worker stayed busy for at least ${formatMs(ms)} (median) before it accepted the next connection`,
  'calls-per-process': ({ calls }) => {
    const some = listed(calls.filter((one) => one > 0).map(String), 'and');
    const none = calls.filter((one) => one === 0).length;
    return `the processes got ${some} calls${none === 0 ? '' : `, and ${none} more got none`}`;
  },
  'busiest-took-all': ({ makespanMs }) =>
    `the one with the most served its calls one by one, which took the whole ${formatMs(makespanMs)}`,
  'cores-busy': ({ cores, of }) =>
    `the server used ${formatRatio(cores)} of ${counted(of, 'core')}`,
  'one-core-for-threads': ({ threads, cores, of }) =>
    `${counted(threads, 'thread')} of one process used only ${formatRatio(cores)} of ${counted(of, 'core')} together`,
  'handlers-in-turn': ({ handlers }) =>
    `no two of the ${handlers} handlers ran at the same time, and all ran in one process`,
  'route-code': ({ place }) =>
    `${placeWords(place)} calls ${place.calling}, which holds its thread until it returns`,
  'server-idle': ({ cores }) =>
    `the server used ${formatCores(cores)} meanwhile: it slept or waited`,
  'server-computes': ({ cores }) =>
    `the server used ${formatCores(cores)} meanwhile: it computes, too`,
  'bystander-waited': ({ path, aloneMs, waitingMs }) =>
    `GET ${path} took ${formatMs(waitingMs)} while calls waited (${formatMs(aloneMs)} alone)`,
  'bystander-waited-alike': ({ path, aloneMs, waitingMs }) =>
    `GET ${path} takes as long as a call (${formatMs(aloneMs)} alone), and waited, too (${formatMs(waitingMs)})`,
  'bystander-at-once': ({ path, aloneMs, waitingMs }) =>
    `GET ${path} came back at once: it took ${formatMs(waitingMs)} while calls waited (${formatMs(aloneMs)} alone)`,
  'bystander-read': () => 'the server read those calls at once, too: it was free to take calls',
  'bystander-refused': ({ path, refused }) =>
    `${counted(refused, 'call')} to ${path} ${refused === 1 ? 'was' : 'were'} refused meanwhile, but none was when called alone`,
  'refused-by': ({ program, refused, calls, limit }) => {
    const setting =
      limit === undefined ? '' : `; its command line has --limit-concurrency ${limit}`;
    return `${program} itself refused ${refused} of ${counted(calls, 'call')}, as its own error page shows${setting}`;
  },
  'calls-refused': ({ refused, calls, otherwise }) => {
    const some = `${refused} of ${counted(calls, 'call')} were refused`;
    if (otherwise === undefined) return some;
    const { trait, withinMs } = otherwise;
    return `${some} with a normal status: they came back within ${formatMs(withinMs)}, with ${TRAITS[trait]} than the solo calls`;
  },
  'latecomers-refused': ({ calls }) =>
    `${counted(calls, 'later call')}, sent while the first were in progress, ${calls === 1 ? 'was' : 'were'} refused as well, but some of the next burst got through again`,
  'latecomers-served': ({ served, calls }) =>
    `${served} of ${counted(calls, 'later call')} ran while all of the first were still in progress`,
  'variant-opened': ({ variant, calls, atATime }) =>
    `${counted(calls, 'call')}, each with ${VARIANTS[variant]}, ran ${formatRatio(atATime)} at a time`,
  'variant-limited': ({ variant, calls }) =>
    `${counted(calls, 'call')}, each with ${VARIANTS[variant]}, were limited just the same`,
  'limited-again': ({ calls }) =>
    `after that, ${counted(calls, 'call')} just like the first were limited as before`,
  'kept-together': ({ program, variant, calls, servers, atATime }) => {
    const all =
      program === undefined
        ? 'one process got all calls of a burst'
        : `${program} passed all calls of a burst on to one server`;
    const how = variant === undefined ? ' fired later' : `, each with ${VARIANTS[variant]},`;
    return `${all}, but ${counted(calls, 'call')}${how} went to ${servers}, and ${formatRatio(atATime)} ran at a time`;
  },
  'in-common': ({ what }) =>
    `all calls had the same ${listed(
      what.map((one) => COMMON[one]),
      'and',
    )}, so there may be a limit for each`,
  'one-session-serial': ({ calls, own }) => {
    const each = own === undefined ? '' : `, and with one each, ${formatRatio(own)} at a time`;
    return `${counted(calls, 'call')} with the same session cookie, which the server had set, ran one at a time; without it they ran together${each}`;
  },
  stacks: ({ place, tool, share, samples, onEventLoop, waitsForLock, threads }) => {
    const what = place.calling === undefined ? '' : `: ${place.calling}`;
    const loop = onEventLoop ? ', on the event loop' : '';
    const who = waitsForLock
      ? `${loop}, where ${threads === 1 ? 'a thread waits' : `up to ${threads} threads wait`} for a lock or a place in a pool`
      : loop;
    return `${placeWords(place)} in ${Math.round(share * samples)} of ${samples} stack samples (${TOOLS[tool]})${what}${who}`;
  },
  'no-stacks': ({ tool, reason }) => MISSING[reason](TOOLS[tool]),
  paced: ({ perSecond, soloMs }) =>
    `answers came at a pace of ${formatRatio(perSecond)} a second${soloMs === undefined ? '' : `, though a solo call takes only ${formatMs(soloMs)}`}`,
  refilled: ({ restMs, calls, atOnce, before, perSecond }) => {
    const rate =
      perSecond === undefined ? '' : `; it lets about ${formatRatio(perSecond)} a second through`;
    return `after ${formatMs(restMs)} of rest, ${atOnce} of ${counted(calls, 'call')} got through at once; right after other calls, ${before === 0 ? 'none' : `only ${before}`}${rate}`;
  },
  'waits-no-more': ({ calls, atATime }) =>
    `${counted(calls, 'call')} just like those, fired a little later, ran ${formatRatio(atATime)} at a time`,
  'looks-alike': ({ causes }) => {
    const shown = causes.includes('rate-limit')
      ? 'only the times of the calls show this'
      : 'the calls of each wave were answered at one moment';
    return `${shown}: ${listed(
      causes.map((one) => ALIKE[one]),
      'and',
    )} would look the same`;
  },
  'other-limit': ({ what }) =>
    what === 'window'
      ? 'a limiter per window of time would look the same if each burst fell into a new window'
      : 'a limit on open connections would look the same',
  batches: () => 'calls were answered in groups, each at one moment',
  'sent-late': ({ late, calls, sentWithinMs }) =>
    `sending took ${formatMs(sentWithinMs)}, so ${late} of ${counted(calls, 'call')} were sent only after the first answer`,
  'client-stalled': ({ stalledMs, answers }) =>
    `this process was stalled for ${formatMs(stalledMs)}, and ${counted(answers, 'answer')} came meanwhile`,
  'client-busy': ({ cores }) => `this process itself used ${formatCores(cores)}`,
  'new-environments': ({ environments, accountConcurrency }) =>
    `${counted(environments, 'environment')} were new, though the account may run up to ${counted(accountConcurrency, 'call')} at a time`,
  'managed-instances': () =>
    'the environments are on Managed Instances, which do not scale when a call comes',
  'throttle-reason': ({ reason, throttled }) =>
    `Lambda refused ${counted(throttled, 'call')} and gave the reason ${reason}`,
};

/** What reads stacks, in words. */
export const TOOLS: Readonly<Record<StackTool, string>> = {
  'py-spy': 'py-spy',
  'node-inspector': "Node's inspector",
  jcmd: 'jcmd',
};

const MISSING = {
  'not-installed': (tool: string) => `the line is unknown: ${tool} is not installed`,
  'not-allowed': (tool: string) => `the line is unknown: ${tool} may not look into the process`,
  failed: (tool: string) => `the line is unknown: ${tool} did not answer`,
  ended: () => 'the line is unknown: the process had ended',
} as const;
