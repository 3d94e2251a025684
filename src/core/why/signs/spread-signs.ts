import { defined } from '../../defined.ts';
import { mayBeOfConnection, mostUnread, type Evidence } from '../evidence.ts';
import { onEventLoop, placeOf } from '../places.ts';
import { bystanderFact, isPrompt } from '../probe-evidence.ts';
import { LIMITED, VARIANTS, type Variant } from '../variant-evidence.ts';
import type { Found, Signs } from './signs.ts';

// Calls that have something in common, which keeps them at one of several servers.

export const SPREAD_SIGNS: readonly Signs[] = VARIANTS.map((variant) => ({
  cause: 'uneven-spread',
  find: (evidence) => keptTogether(evidence, variant),
  ruledOut: ['too-few-workers', 'this-client'],
}));

function keptTogether(evidence: Evidence, variant: Variant): Found | undefined {
  const { probes, spread, proxy: program } = evidence;
  const tried = probes.variants[variant];
  if (tried?.spreadOver?.isEnough !== true || spread?.isOnOne !== true) return undefined;
  const by = keptBy(evidence, variant);
  // A server that reads on, and answers another path, holds calls up itself.
  if (isServerFree(evidence, by)) return undefined;
  const { calls, atATime, spreadOver } = tried;
  const { servers } = spreadOver;
  const isSure = isServerStuck(evidence) && !mayBeLimit(evidence, variant);
  return {
    seen: [
      { code: 'kept-together', calls, servers, atATime, ...defined({ variant: by, program }) },
      ...bystanderFact(probes),
    ],
    certainty: isSure ? 'sure' : 'likely',
  };
}

/**
 * What kept calls at one server; `undefined` if that may have been chance: the kernel gives a connection to a process
 * before anybody reads the request.
 */
function keptBy({ proxy }: Evidence, variant: Variant): Variant | undefined {
  return proxy !== undefined || variant === 'other-connections' ? variant : undefined;
}

/** Whether the server that got all calls answered the bystander, which had their address and cookie, at once. */
function isServerFree(evidence: Evidence, by: Variant | undefined): boolean {
  const mayBypass = by === 'other-requests' || by === 'other-connections';
  return isPrompt(evidence.probes) && !mayBypass && !isServerStuck(evidence);
}

/** Whether whatever is sent to the server that got all calls has to wait. */
function isServerStuck({ probes, machine }: Evidence): boolean {
  if (probes.bystander?.reaction === 'waited') return true;
  return (
    placeOf(probes, onEventLoop) !== undefined || (machine && mostUnread(machine) > 0) === true
  );
}

/** Whether calls may have been limited for what they had in common: none waits any more, or they differ in two ways. */
function mayBeLimit(evidence: Evidence, variant: Variant): boolean {
  const { calls = 0, atATime = 0 } = evidence.probes.variants[variant] ?? {};
  return atATime > calls / LIMITED || mayBeOfConnection(evidence, variant);
}
