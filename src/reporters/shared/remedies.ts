import type { Remedy } from '../../core/remedy.ts';
import { sanitizeLine } from '../../core/sanitize.ts';
import { wordsFrom, type WordTable } from './word-table.ts';

/** Where the reader can act: on the command line, or on the live page, whose CPU route has no delay. */
export type Medium = 'command' | 'page' | 'page-without-delay';

/** What to do, as an imperative without a period: `add warm solo calls (--solo 3)`. */
export function remedyWords(remedy: Remedy, medium: Medium = 'command'): string {
  if (medium === 'command') return wordsFrom<Remedy>(COMMAND, remedy);
  const page: Partial<Record<Remedy['code'], string>> = {
    ...PAGE,
    ...(medium === 'page-without-delay' ? PAGE_WITHOUT_DELAY : {}),
  };
  return page[remedy.code] ?? wordsFrom<Remedy>(COMMAND, remedy);
}

const COMMAND: WordTable<Remedy> = {
  'longer-calls': () => 'call something that takes longer',
  'raise-delay': () => 'raise --delay so calls take longer',
  'another-size': () => 'repeat with another number of calls (-n)',
  'fewer-calls-at-once': () =>
    'send fewer calls with -n, or -n auto to find the largest number that is served',
  'longer-or-faster-calls': () => 'use longer calls, or send them faster',
  'longer-or-fewer-calls': () => 'use longer calls, or send fewer with -n',
  'longer-or-warm-calls': () => 'use longer calls or a warm burst to see how many run together',
  'more-calls': ({ calls }) =>
    calls === undefined ? 'send more calls with -n' : `send more calls: -n ${calls}`,
  'fewer-calls': () => 'send fewer calls with -n',
  'more-bursts': ({ bursts }) =>
    `repeat with more bursts (-b ${bursts}), and on a quieter target if you can`,
  'add-solo-calls': ({ solo }) => `add warm solo calls (--solo ${solo})`,
  'record-solo-calls': () =>
    'record again with three calls made one at a time before the others, or let this check fire the calls',
  'fire-the-calls': () => 'let this check fire the calls, or record other calls',
  'record-alone': () => 'record again with nothing else going on, or let this check fire the calls',
  'steadier-calls': ({ solo }) =>
    `make more solo calls (--solo ${solo}), or call a route that takes longer or varies less`,
  'outwait-time-out': () =>
    "send fewer calls with -n, or raise the server's own timeout for waiting calls",
  'raise-timeout': () => 'raise --timeout, or send fewer calls with -n',
  'judge-by-first-byte': () =>
    'if these are streams, judge by when they begin (--until first-byte); otherwise raise --timeout',
  'make-one-call-succeed': () => 'get a single call answered first',
  'solve-problem': () => 'fix this, then run the check again',
  'restart-server': () => 'find out why it ended, and start it again',
  'fix-failures': () => 'fix the failures, or send fewer calls with -n',
  'rule-out-cache-and-clock': () =>
    "rule out a cache, and check whether the server's clock was stepped",
  'name-instance': ({ name }) => `try --instance-header ${sanitizeLine(name)}`,
  'bypass-cache': () => 'make the URL unique, or send Cache-Control: no-cache',
  'inspect-answers': () =>
    'look at the answers themselves: of one call alone, and of several at once',
  'turn-off-batching': () => 'turn batching off, or limit a batch to one call, and run it again',
  'call-the-work-itself': () =>
    'call a route that answers when its work is done, or measure the worker that does it',
  'look-after-answers': () => 'look for work that goes on after the answer, and for a rate limit',
  'fix-initialization': () => 'fix the initialization, or give the function more memory',
  'quieter-machine': () => 'repeat on a quieter machine',
  'compare-another-run': () => 'compare with another run',
  'inspect-last-burst': () => 'find out why the calls of the last burst failed',
  'fire-a-burst': () => 'measure again, with at least one burst',
  'ask-lambda': () =>
    'if the status is 500 or 503, Lambda may have refused the call: check lambda:NAME, which names the limit',
  'raise-account-limit': () =>
    'request an increase under Service Quotas, AWS Lambda, Concurrent executions',
  'raise-reserved-concurrency': () => "raise or remove the function's reserved concurrency",
  'raise-reserved-or-send-fewer': () =>
    "raise the function's reserved concurrency, or send fewer calls with -n",
  'send-fewer-or-longer-calls': () => 'send fewer calls, or longer ones',
  'deploy-higher-throttle': () =>
    'deploy with --param burst=N --param rate=N, or send fewer calls with -n',
  'wait-or-raise-limit': () => 'wait until the limit lets calls through again, or raise it',
  'raise-limit-or-send-fewer': () => 'raise the limit, or send fewer calls with -n',
  'warm-function': () => 'warm the function first for more calls than that',
  'other-browser': () => 'use another browser, or call without one',
  'distinct-urls': () => 'make the URLs distinct, or call without a browser',
  'longer-calls-in-browser': () => 'use longer calls',
};

/** On the live page the fields of its form take the place of options. */
const PAGE: Partial<Record<Remedy['code'], string>> = {
  'longer-calls': 'set a longer delay',
  'longer-calls-in-browser': 'set a longer delay',
  'longer-or-faster-calls': 'set a longer delay',
  'longer-or-fewer-calls': 'set a longer delay, or a smaller number of calls',
  'longer-or-warm-calls': 'set a longer delay, or fire again now that the instances are warm',
  'more-calls': 'set a larger number of calls',
  'fewer-calls': 'set a smaller number of calls',
  'more-bursts': 'fire again',
  'another-size': 'fire another number of calls',
  'fewer-calls-at-once': 'set a smaller number of calls',
  'add-solo-calls': 'fire again',
  'steadier-calls': 'fire again, with a longer delay',
  'raise-timeout': 'set a smaller number of calls',
  'outwait-time-out': "set a smaller number of calls, or raise the server's own timeout",
  'fix-failures': 'fix the failures, or set a smaller number of calls',
  'fire-a-burst': 'fire the calls',
  'deploy-higher-throttle':
    'deploy with --param burst=N --param rate=N, or set a smaller number of calls',
  'raise-limit-or-send-fewer': 'raise the limit, or set a smaller number of calls',
  'raise-reserved-or-send-fewer':
    "raise the function's reserved concurrency, or set a smaller number of calls",
};

const PAGE_WITHOUT_DELAY: Partial<Record<Remedy['code'], string>> = {
  'longer-calls': 'choose a route that has a delay',
  'longer-calls-in-browser': 'choose a route that has a delay',
  'longer-or-faster-calls': 'choose a route that has a delay',
  'longer-or-fewer-calls': 'choose a route that has a delay, or set a smaller number of calls',
  'longer-or-warm-calls':
    'choose a route that has a delay, or fire again now that the instances are warm',
  'steadier-calls': 'fire again, or choose a route that has a delay',
};
