import { defined } from '../../core/defined.ts';
import { formatMs } from '../shared/format.ts';
import { sanitizeLine } from '../../core/sanitize.ts';
import { isAnswered, type Invocation, type Served } from '../../core/invocation.ts';
import { outsideParts } from '../../core/observed/outside-parts.ts';
import { roundToMicroseconds } from '../../core/statistics.ts';
import type { Interval } from '../../core/timeline/overlap.ts';
import type { Burst } from '../../core/run.ts';
import type { InstanceNames } from '../shared/instance-names.ts';
import { inServiceOrder, serviceSpans, streamedFrom } from '../shared/service-spans.ts';
import type { PictureCall, ServerTimes } from './page-data.ts';

/** The calls of a burst as the page shows them, in the order in which they were served. */
export function pictureCalls(
  { invocations, timeline, observed }: Burst,
  names: InstanceNames,
): PictureCall[] {
  const spans = serviceSpans(timeline);
  const outside = outsideParts(observed);
  return inServiceOrder(invocations, spans).map((invocation) => ({
    ...pictureCall(invocation, spans.get(invocation.call), names),
    ...(isAnswered(invocation) ? outside.get(invocation.call) : undefined),
  }));
}

/** What the target reports about when it served the calls of a burst. */
export function serverTimesOf({ timeline }: Burst): ServerTimes {
  if (timeline.handlers !== undefined) return 'handler';
  return serviceSpans(timeline).size > 0 ? 'service' : 'none';
}

function pictureCall(
  invocation: Invocation,
  span: Interval | undefined,
  names: InstanceNames,
): PictureCall {
  const { call, outcome, sentAt, receivedAt, served } = invocation;
  const note = isAnswered(invocation) ? initializedIn(served) : failureNote(invocation);
  return defined({
    number: call + 1,
    outcome: isAnswered(invocation) || outcome !== 'answered' ? outcome : 'failed',
    sent: roundToMicroseconds(sentAt),
    received: roundIfKnown(receivedAt),
    began: roundIfKnown(streamedFrom(invocation)),
    start: roundIfKnown(span?.start),
    end: roundIfKnown(span?.end),
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

/** `throttled: refused (429)`. The status is included since a 429 and a 503 have different remedies. */
function failureNote({ outcome, error, status }: Invocation): string {
  const message = error?.message ?? 'no answer';
  const code = status === undefined || message.includes(`${status}`) ? '' : ` (${status})`;
  return sanitizeLine(`${outcome}: ${message}${code}`);
}

/** `initialized in 240 ms`. Both times are on the server's clock, so they need no alignment. */
function initializedIn({ cold, report, initStartedAt, initializedAt }: Served = {}):
  | string
  | undefined {
  if (cold !== true) return undefined;
  const measured =
    initStartedAt === undefined || initializedAt === undefined
      ? undefined
      : initializedAt - initStartedAt;
  const ms = report?.initMs ?? measured;
  return ms === undefined ? undefined : `initialized in ${formatMs(ms)}`;
}

function roundIfKnown(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : roundToMicroseconds(ms);
}
