import { defined } from '../../defined.ts';
import type { Evidence } from '../evidence.ts';
import { mayBeOfConnection } from '../evidence.ts';
import { bystanderFact } from '../probe-evidence.ts';
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
  const { spreadOver: servers, calls = 0, atATime = 0 } = probes.variants[variant] ?? {};
  if (servers === undefined || spread?.isOnOne !== true) return undefined;
  // The kernel gives a connection to a process before anybody reads the request, so that may have been chance.
  const isChosen = program !== undefined || variant === 'other-connections';
  const by = isChosen ? variant : undefined;
  return {
    seen: [
      { code: 'kept-together', calls, servers, atATime, ...defined({ variant: by, program }) },
      ...bystanderFact(probes),
    ],
    certainty: mayBeLimit(evidence, variant) ? 'likely' : 'sure',
  };
}

/** Whether calls may have been limited for what they had in common: none waits any more, or they differ in two ways. */
function mayBeLimit(evidence: Evidence, variant: Variant): boolean {
  const { calls = 0, atATime = 0 } = evidence.probes.variants[variant] ?? {};
  return atATime > calls / LIMITED || mayBeOfConnection(evidence, variant);
}
