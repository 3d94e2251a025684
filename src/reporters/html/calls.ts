import { defined } from '../../core/defined.ts';
import { formatMs } from '../shared/format.ts';
import { sanitizeLine } from '../../core/sanitize.ts';
import { isAnswered, type Invocation, type Served } from '../../core/invocation.ts';
import { roundToMicroseconds } from '../../core/statistics.ts';
import type { Interval } from '../../core/timeline/overlap.ts';
import type { Burst } from '../../core/run.ts';
import type { InstanceNames } from '../shared/instance-names.ts';
import { inServiceOrder, serviceSpans } from '../shared/service-spans.ts';
import type { PictureCall, ServerTimes } from './page-data.ts';

/** The calls of a burst as the picture and the table show them, in the order in which they began. */
export function pictureCalls(
  { invocations, timeline }: Burst,
  names: InstanceNames,
): PictureCall[] {
  const servings = serviceSpans(timeline);
  return inServiceOrder(invocations, servings).map((invocation) =>
    pictureCall(invocation, servings.get(invocation.call), names),
  );
}

/** What the target reports about when it served the calls of a burst. */
export function serverTimesOf({ timeline }: Burst): ServerTimes {
  if (timeline.handlers !== undefined) return 'handler';
  return serviceSpans(timeline).size > 0 ? 'service' : 'none';
}

function pictureCall(
  invocation: Invocation,
  serving: Interval | undefined,
  names: InstanceNames,
): PictureCall {
  const { call, outcome, sentAt, receivedAt, served } = invocation;
  const note = isAnswered(invocation) ? initialized(served) : lostWords(invocation);
  return defined({
    number: call + 1,
    outcome: isAnswered(invocation) || outcome !== 'answered' ? outcome : 'failed',
    sent: roundToMicroseconds(sentAt),
    received: roundIfKnown(receivedAt),
    start: roundIfKnown(serving?.start),
    end: roundIfKnown(serving?.end),
    ...instanceFacts(served ?? {}, names),
    note,
  });
}

function instanceFacts(
  { instance, cold, nth }: Served,
  names: InstanceNames,
): Pick<PictureCall, 'instance' | 'cold' | 'nth'> {
  const index = instance === undefined ? undefined : names.get(instance)?.index;
  return defined({ instance: index, cold, nth });
}

/** `throttled: refused (429)`: a 429 and a 503 ask for different remedies. */
function lostWords({ outcome, error, status }: Invocation): string {
  const message = error?.message ?? 'no answer';
  const code = status === undefined || message.includes(`${status}`) ? '' : ` (${status})`;
  return sanitizeLine(`${outcome}: ${message}${code}`);
}

/** How long an instance took to come up, on one clock, so that it needs no alignment. */
function initialized({ cold, report, initStartedAt, initializedAt }: Served = {}):
  | string
  | undefined {
  if (cold !== true) return undefined;
  const measured =
    initStartedAt === undefined || initializedAt === undefined
      ? undefined
      : initializedAt - initStartedAt;
  const ms = report?.initMs ?? measured;
  return ms === undefined ? undefined : `initialised in ${formatMs(ms)}`;
}

function roundIfKnown(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : roundToMicroseconds(ms);
}
