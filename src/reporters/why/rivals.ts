import type { Rival } from '../../core/why/diagnosis.ts';

/** What would look similar, and was not it. */
export function rivalWords(rival: Rival): string {
  return RIVALS[rival];
}

const RIVALS: Readonly<Record<Rival, string>> = {
  'route-lock': 'a lock or pool in this route',
  'lock-alone': 'a lock or pool alone',
  'same-request': 'a lock on identical requests',
  cpu: 'a busy CPU',
  sleep: 'sleeping or waiting for something else',
  'event-loop': 'a blocked event loop',
  'thread-pool': 'a full thread pool',
  'one-client': 'a limit for each client',
  rate: 'a rate limiter',
  'in-progress': 'a limit of calls in progress',
  'whole-server': 'a limit on all requests',
  'too-few-workers': 'too few workers',
  'this-client': 'this client',
};
