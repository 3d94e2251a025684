import * as v from 'valibot';
import { amount, described, positive, text } from '../schemas.ts';

const placeSchema = v.object({
  file: text(
    "The file: of the innermost frame in the code of the user, else of the innermost frame. From the process's working folder if below it; of Java, the path of the package",
  ),
  line: positive(
    'Its line. Of Node.js the first line of the function, if it is not clear which one called',
  ),
  function: text('Its function, with its class if the tool says it'),
  calling: v.exactOptional(
    text('The function that this line had called, without its class, if it is known: sleep'),
  ),
  ownCode: described(v.boolean(), 'Whether that frame is in the code of the user'),
  onEventLoop: described(v.boolean(), 'Whether the thread runs an event loop'),
  waitsForLock: v.exactOptional(
    described(v.boolean(), 'Set if the thread waited for a lock or for a place in a pool'),
  ),
  share: amount('Share of the samples in which a thread was there: 1 is all'),
  threads: positive('The most threads that were there in one sample'),
});

/** Where the threads of a process were while calls waited. */
export const stacksSchema = v.object({
  pid: positive('Process ID'),
  tool: described(
    v.picklist(['py-spy', 'node-inspector', 'jcmd']),
    'What was asked: py-spy for Python, the inspector for Node.js, jcmd for the JVM',
  ),
  samples: positive('How many samples were taken'),
  places: described(v.array(placeSchema), 'Where threads were, the most frequent first'),
});

/** Why a process could not be asked for its stacks. */
export const stacksMissingSchema = v.object({
  pid: positive('Process ID'),
  tool: stacksSchema.entries.tool,
  reason: v.picklist(['not-installed', 'not-allowed', 'failed', 'ended']),
});

/** Where the threads of a process were while calls waited. */
export type Stacks = v.InferOutput<typeof stacksSchema>;
/** A tool that asks a process for its stacks. */
export type StackTool = Stacks['tool'];
/** A place in the code. */
export type Place = Stacks['places'][number];
/** Why a process could not be asked for its stacks. */
export type StacksMissing = v.InferOutput<typeof stacksMissingSchema>;
