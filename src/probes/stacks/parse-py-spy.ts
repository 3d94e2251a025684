import * as v from 'valibot';
import { defined } from '../../core/defined.ts';
import { parseJson } from '../../core/parse-json.ts';
import { relativeTo, type Sample, type ThreadPlace } from './place.ts';

// What `py-spy dump --json` prints. With `--native` it has the frames of functions in C as well, of which
// a lock that is taken (`with lock:`) consists: Python has no frame for them.

const frameSchema = v.object({
  name: v.string(),
  filename: v.string(),
  line: v.number(),
  /** The library or the executable of a function in C. */
  module: v.nullish(v.string()),
});

const dumpSchema = v.array(
  v.object({
    thread_id: v.number(),
    /** Whether it runs, as far as py-spy can tell. */
    active: v.boolean(),
    /** The innermost first. */
    frames: v.array(frameSchema),
  }),
);

type Frame = v.InferOutput<typeof frameSchema>;
type Thread = v.InferOutput<typeof dumpSchema>[number];

/** Reads a dump; `undefined` if it is none. Files below `folder` are named from there. */
export function parsePySpy(text: string, folder?: string): Sample | undefined {
  const dump = v.safeParse(dumpSchema, parseJson(text));
  if (!dump.success) return undefined;
  return dump.output.flatMap((thread) => {
    const place = placeOf(thread, folder);
    return place === undefined ? [] : [{ thread: String(thread.thread_id), place }];
  });
}

/** Where a thread is; `undefined` if it is idle: waits for work or for events. */
function placeOf(thread: Thread, folder: string | undefined): ThreadPlace | undefined {
  const frames = thread.frames.filter(isPython);
  const loop = frames.findIndex(runsLoop);
  const inside = loop === -1 ? frames : frames.slice(0, loop);
  const own = inside.findIndex(isOwnCode);
  const onEventLoop = frames.slice(Math.max(own, 0)).some(runsEventLoop);
  const at = own === -1 ? busyFrame(thread, { inside, onEventLoop }) : own;
  const frame = at === undefined ? undefined : inside[at];
  if (at === undefined || frame === undefined || frame.line < 1) return undefined;
  const called = inside.slice(0, at);
  const native = thread.frames.slice(0, thread.frames.findIndex(isPython));
  const waitsForLock = isLock(called, native) ? true : undefined;
  return {
    file: relativeTo(folder, frame.filename),
    line: frame.line,
    function: frame.name,
    ...defined({ calling: calledFunction(called, native), waitsForLock }),
    ownCode: own !== -1,
    onEventLoop,
  };
}

/**
 * Without the user's code, a thread that waits is idle, unless it keeps an event loop from going on. Then
 * or if it is active, its innermost frame is where it is.
 */
function busyFrame(
  { active }: Thread,
  { inside, onEventLoop }: { readonly inside: readonly Frame[]; readonly onEventLoop: boolean },
): number | undefined {
  const [innermost] = inside;
  if (innermost === undefined || IDLE.has(lastName(innermost))) return undefined;
  return active || onEventLoop ? 0 : undefined;
}

/** Functions of the standard library in which threads wait for events or for work. */
const IDLE: ReadonlySet<string> = new Set(
  'select poll accept wait get acquire _wait_for_tstate_lock'.split(' '),
);

function isPython({ module }: Frame): boolean {
  return module === null || module === undefined;
}

const LIBRARY = /\/(?:site|dist)-packages\/|\/lib(?:64)?\/(?:python|pypy)[\d.]+t?\//;

function isOwnCode({ filename }: Frame): boolean {
  return filename.endsWith('.py') && !LIBRARY.test(filename);
}

/** By file and function: what runs the callbacks of an event loop. */
const EVENT_LOOPS: readonly (readonly [RegExp, RegExp])[] = [
  [/\/asyncio\/base_events\.py$/, /^(?:_run_once|run_forever|run_until_complete)$/],
  [/\/asyncio\/events\.py$/, /^_run$/],
  [/\/asyncio\/runners\.py$/, /^run$/],
  [/\buvloop\//, /^run/],
  [/\/trio\/_core\/_run\.py$/, /^(?:unrolled_run|run)$/],
  [/\/twisted\/internet\/\w+\.py$/, /^(?:mainLoop|run|doIteration|doPoll)$/],
  [/\/(?:gevent\/hub|eventlet\/hubs\/\w+)\.py$/, /^run$/],
];

function runsEventLoop(frame: Frame): boolean {
  return EVENT_LOOPS.some(
    ([file, name]) => file.test(frame.filename) && name.test(lastName(frame)),
  );
}

/** What is outside of it has started the server, and says nothing of the call. */
function runsLoop(frame: Frame): boolean {
  return (
    runsEventLoop(frame) || /\/socketserver\.py (?:\w+\.)?serve_forever$/.test(fileAndName(frame))
  );
}

/** Functions in C that wait for a lock: of `threading`, of `multiprocessing`, and on files. */
const LOCK =
  /PyThread_acquire_lock|PyMutex_Lock|PyParkingLot_Park|rlock_acquire|semlock_acquire|flock|lockf/i;

/** Functions of the standard library that wait for what another thread does, and not for a lock. */
const WAITS_FOR_RESULT =
  /\/threading\.py (?:Thread\.)?(?:join|_wait_for_tstate_lock)$|\/concurrent\/futures\//;

/** Functions that threads wait in for a lock, a condition or a place in a queue, if all is Python. */
const LOCKING = /\/threading\.py (?:\w+\.)?(?:wait|acquire|__enter__)$/;

function isLock(called: readonly Frame[], native: readonly Frame[]): boolean {
  const names = called.map(fileAndName);
  if (names.some((name) => WAITS_FOR_RESULT.test(name)) || waitsForEvent(names)) return false;
  return native.some(({ name }) => LOCK.test(name)) || LOCKING.test(names[0] ?? '');
}

/** `Event.wait` calls `Condition.wait`; up to Python 3.10 names have no class. */
function waitsForEvent(names: readonly string[]): boolean {
  return names.some(
    (name, index) =>
      /\/threading\.py (?:Event\.)?wait$/.test(name) &&
      /\/threading\.py (?:Condition\.)?wait$/.test(names[index - 1] ?? ''),
  );
}

/** What a function in C is called in Python. */
const NATIVE_NAMES: readonly (readonly [RegExp, string])[] = [
  [/sleep/, 'sleep'],
  [/flock|lockf/, 'flock'],
  [LOCK, 'acquire'],
  [/(?:^|sock_)recv/, 'recv'],
  [/(?:^|sock_)connect/, 'connect'],
  [/pbkdf2/i, 'pbkdf2_hmac'],
];

/** The function that the line called: in Python if there is any, else in C. */
function calledFunction(called: readonly Frame[], native: readonly Frame[]): string | undefined {
  const direct = called.at(-1);
  if (direct !== undefined) return lastName(direct);
  return NATIVE_NAMES.find(([pattern]) => native.some(({ name }) => pattern.test(name)))?.[1];
}

function fileAndName({ filename, name }: Frame): string {
  return `${filename} ${name}`;
}

/** `acquire` of `Semaphore.acquire`: names have their class from Python 3.11 on. */
function lastName({ name }: Frame): string {
  return name.replace(/^.*\./, '');
}
