import { defined } from '../../defined.ts';
import type { Evidence } from '../evidence.ts';
import { mayWaitForConnection } from '../evidence.ts';
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
  // Calls from other addresses have other connections, too.
  const mayBeOfConnection = variant === 'other-sources' && mayWaitForConnection(evidence);
  // If none waits any more, a limit for what they had in common is lifted, too.
  const mayBeLimit = atATime > calls / LIMITED;
  return {
    seen: [
      { code: 'kept-together', variant, calls, servers, atATime, ...defined({ program }) },
      ...bystanderFact(probes),
    ],
    certainty: mayBeOfConnection || mayBeLimit ? 'likely' : 'sure',
  };
}
