import * as v from 'valibot';
import { defined } from '../../core/defined.ts';
import { groupBy } from '../../core/group-by.ts';
import { sum } from '../../core/statistics.ts';
import type { Place } from '../../core/why/stacks.ts';
import { mostFrequent } from './count-places.ts';
import { relativeTo } from './place.ts';

// A CPU profile of V8's inspector protocol: a tree of functions, and the function that ran at each sample.

const callFrameSchema = v.object({
  functionName: v.string(),
  scriptId: v.string(),
  url: v.string(),
  /** Of the beginning of the function, from 0. */
  lineNumber: v.number(),
  columnNumber: v.number(),
});

/** Function of a profile. */
export type CallFrame = v.InferOutput<typeof callFrameSchema>;

/** What is used of a CPU profile. Times are microseconds. */
export const profileSchema = v.object({
  nodes: v.array(
    v.object({
      id: v.number(),
      callFrame: callFrameSchema,
      children: v.optional(v.array(v.number()), []),
      /** How often each line, from 1, ran itself, and not what it called. */
      positionTicks: v.optional(v.array(v.object({ line: v.number(), ticks: v.number() })), []),
    }),
  ),
  startTime: v.number(),
  samples: v.array(v.number()),
  /** Since the sample before, the first since `startTime`. */
  timeDeltas: v.array(v.number()),
});

/** CPU profile of a main thread. */
export type Profile = v.InferOutput<typeof profileSchema>;
type Node = Profile['nodes'][number];

/** What is known apart from a profile. */
export interface ProfileContext {
  /** Samples outside of it do not count, ms on the monotonic clock of the machine. */
  readonly from: number;
  readonly until: number;
  /** The folder that the process runs in. */
  readonly folder: string | undefined;
  /** The line of a function, from 1, that calls another one; `undefined` if it is not clear. */
  readonly lineOfCall: (caller: CallFrame, callee: string) => number | undefined;
}

/** The main thread was hardly there in less of the time than this. */
const LEAST_SHARE = 0.05;

/** Where the main thread was, and in how many samples it was seen. */
export function placesInProfile(
  profile: Profile,
  context: ProfileContext,
): { readonly samples: number; readonly places: Place[] } {
  const ran = samplesWithin(profile, context);
  const stackOf = stacks(profile);
  const parts = [...groupBy(ran, (id) => id)].flatMap(([id, { length }]) =>
    placesOf(stackOf(id), context).map(({ place, portion }) => ({
      place,
      share: (portion * length) / ran.length,
    })),
  );
  const places = [...groupBy(parts, ({ place }) => JSON.stringify(place)).values()].flatMap(
    (there) => {
      const share = sum(there.map((one) => one.share));
      const [first] = there;
      return first === undefined || share < LEAST_SHARE
        ? []
        : [{ ...first.place, share, threads: 1 }];
    },
  );
  return { samples: ran.length, places: mostFrequent(places) };
}

/** The functions that ran at the samples, by number. */
function samplesWithin(
  { startTime, samples, timeDeltas }: Profile,
  { from, until }: ProfileContext,
): number[] {
  let at = startTime;
  return samples.filter((_, index) => {
    at += timeDeltas[index] ?? 0;
    return at >= from * 1_000 && at <= until * 1_000;
  });
}

/** Looks up the stack of a function of the profile, the innermost first. */
function stacks({ nodes }: Profile): (id: number) => Node[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const parents = new Map(
    nodes.flatMap(({ id, children }) => children.map((child) => [child, id])),
  );
  return (id) => {
    const stack: Node[] = [];
    for (let node = byId.get(id); node !== undefined; node = byId.get(parents.get(node.id) ?? -1)) {
      stack.push(node);
    }
    // A regular expression that runs belongs to the line that it is on.
    return stack.filter(({ callFrame }) => !callFrame.functionName.startsWith('RegExp: '));
  };
}

interface Portion {
  readonly place: Omit<Place, 'share' | 'threads'>;
  readonly portion: number;
}

/** The lines on which a stack was: several if it is that of the user's code itself. */
function placesOf(stack: readonly Node[], { folder, lineOfCall }: ProfileContext): Portion[] {
  const own = stack.findIndex(({ callFrame }) => isOwnCode(callFrame));
  // Without a file it is the runtime itself: idle, or collecting garbage.
  const at = own === -1 ? stack.findIndex(({ callFrame }) => callFrame.url !== '') : own;
  const node = stack[at];
  if (node === undefined) return [];
  const { callFrame } = node;
  const calling = stack[at - 1]?.callFrame.functionName || undefined;
  const placeAt = (line: number): Portion['place'] => ({
    file: relativeTo(folder, pathOf(callFrame.url)),
    line,
    function: callFrame.functionName || '(anonymous)',
    ...defined({ calling }),
    ownCode: own !== -1,
    onEventLoop: true,
  });
  const start = callFrame.lineNumber + 1;
  if (at > 0) {
    const line = calling === undefined ? undefined : lineOfCall(callFrame, calling);
    return [{ place: placeAt(line ?? start), portion: 1 }];
  }
  const ticks = sum(node.positionTicks.map((one) => one.ticks));
  if (ticks === 0) return [{ place: placeAt(start), portion: 1 }];
  return node.positionTicks.map((one) => ({
    place: placeAt(one.line),
    portion: one.ticks / ticks,
  }));
}

/** Anything but the runtime and installed packages. */
function isOwnCode({ url }: CallFrame): boolean {
  return !/^$|^node:|^internal\/|^wasm:|^evalmachine\.|\/node_modules\/|\/\.yarn\//.test(url);
}

function pathOf(url: string): string {
  return url.startsWith('file://') ? decodeURI(url.slice('file://'.length)) : url;
}
