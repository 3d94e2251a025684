import { defined } from '../../defined.ts';
import { mayBeOfConnection, type Evidence } from '../evidence.ts';
import { ONE_CORE } from '../limit-evidence.ts';
import { placeOf, stackFacts, waitsForLock } from '../places.ts';
import { bystanderFact } from '../probe-evidence.ts';
import { variantFacts, type Variant } from '../variant-evidence.ts';
import { refusedByFact } from './refusal-signs.ts';
import type { Found, Signs } from './signs.ts';

// Causes that show in calls that have something else in common, or nothing.

/** A variant that is served in another way names its cause at once, whatever else was seen. */
export const VARIANT_SIGNS: readonly Signs[] = [
  {
    cause: 'connection-limit',
    find: (evidence) => opened(evidence, 'other-connections'),
    ruledOut: ['whole-server', 'this-client'],
  },
  {
    cause: 'client-limit',
    find: (evidence) => opened(evidence, 'other-sources'),
    ruledOut: ['whole-server', 'route-lock'],
  },
  {
    cause: 'session-lock',
    find: (evidence) => opened(evidence, 'other-sessions'),
    ruledOut: ['whole-server', 'route-lock', 'this-client'],
  },
  {
    cause: 'session-lock',
    find: oneSession,
    ruledOut: ['whole-server', 'route-lock', 'this-client'],
  },
  {
    cause: 'same-request-lock',
    find: (evidence) => opened(evidence, 'other-requests'),
    ruledOut: ['whole-server', 'route-lock', 'this-client'],
  },
];

function opened(evidence: Evidence, variant: Variant): Found | undefined {
  const { probes } = evidence;
  if (probes.variants[variant]?.effect !== 'opened') return undefined;
  if (mayBeFasterAnyway(evidence, variant)) return undefined;
  const place = placeOf(probes, waitsForLock);
  // Else the server may have warmed up or scaled between the bursts.
  const { effect, timeline: { calls = 0 } = {} } = probes.again ?? {};
  const isConfirmed = effect === 'limited';
  return {
    certainty: isConfirmed && !mayBeElse(evidence, variant) ? 'sure' : 'likely',
    seen: [
      ...refusedByFact(evidence),
      ...variantFacts(probes),
      ...(isConfirmed ? [{ code: 'limited-again', calls } as const] : []),
      ...bystanderFact(probes),
      ...stackFacts(probes, place),
    ],
    place,
  };
}

/** Whether something else may have let calls through, or their answers may say something else than that others are refused. */
function mayBeElse(evidence: Evidence, variant: Variant): boolean {
  return mayBeOfConnection(evidence, variant) || evidence.turnedAway !== undefined;
}

/** Whether calls may have got done faster for another reason than that they had less in common. */
function mayBeFasterAnyway(
  { probes, proxy, timeline, verdict, computedCores = 0 }: Evidence,
  variant: Variant,
): boolean {
  if (probes.variants[variant]?.spreadOver !== undefined) return true;
  if (probes.again?.effect === 'opened') return true;
  // Calls that compete for cores are faster whenever other programs leave them more.
  if (verdict.kind === 'contended' && computedCores >= ONE_CORE.least) return true;
  // A load balancer may send them to other servers, by address, cookie or path.
  return proxy !== undefined && timeline.throttled === 0 && variant !== 'other-connections';
}

/** Calls that ran together without a session or with one each, but one by one with the same. */
function oneSession({ probes, proxy, machine }: Evidence): Found | undefined {
  const { sharedSession } = probes;
  if (sharedSession?.isSerial !== true) return undefined;
  const { calls, own, isOpen } = sharedSession;
  // Whoever has a session waits, whatever it is.
  if (own !== undefined && !isOpen) return undefined;
  // A balancer may send a session to one server, where calls wait for each other anyway.
  const mayBeOfServer = machine === undefined || proxy !== undefined;
  return {
    seen: [{ code: 'one-session-serial', calls, ...defined({ own }) }],
    certainty: mayBeOfServer || own === undefined ? 'likely' : 'sure',
  };
}
