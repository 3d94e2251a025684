import * as v from 'valibot';
import { amount, count, described, positive, text } from '../schemas.ts';

const processSchema = v.object({
  pid: positive('Process ID'),
  program: text('What it is, as far as its command line shows: uvicorn, nginx, node server.mjs'),
  runtime: v.exactOptional(text('What runs its code: Python, Node.js, Ruby, PHP, JVM, Go, ...')),
  framework: v.exactOptional(text('Its web framework, if the command line names one')),
  command: text('Its command line, without secrets'),
  proxy: v.exactOptional(
    described(v.boolean(), 'Set if it is known to pass calls on, so the code runs elsewhere'),
  ),
});

/** What the machine that the target runs on says about it. */
export const observedSchema = v.object({
  processes: described(v.array(processSchema), 'The processes that accepted calls'),
  unseen: v.exactOptional(
    described(
      v.picklist(['another-user', 'not-visible']),
      'Why the processes could not be seen, if so: they run as another user, or elsewhere, as in a container',
    ),
  ),
});

/** What the machine says about the server. */
export type Observed = v.InferOutput<typeof observedSchema>;
/** A process of the server. */
export type ServerProcess = Observed['processes'][number];

const threadsOfNameSchema = v.object({
  name: text('Their name, without a number at its end'),
  threads: positive('How many there were'),
});

/** Threads of a process that have a name in common. */
export type ThreadsOfName = v.InferOutput<typeof threadsOfNameSchema>;

/** What the machine shows while calls are in flight. */
export const sightingSchema = v.object({
  looks: count('How often the tables of the kernel were read'),
  overMs: amount('From the first look to the last, ms'),
  waiting: described(
    v.array(
      v.object({
        at: amount("When it was seen, ms after the burst's release"),
        notAccepted: count('Connections that no process had accepted'),
        unread: count('Accepted connections with bytes of a request that were still unread'),
        accepted: v.exactOptional(count('Connections that a process had accepted and still held')),
        passedOn: v.exactOptional(
          count(
            'Connections that a proxy had open to others, except idle ones: the calls that it had passed on',
          ),
        ),
      }),
    ),
    'Where calls waited outside the server: an entry for each change',
  ),
  passedOnTo: v.exactOptional(
    described(
      v.array(
        v.object({
          address: text('Address and port'),
          connections: count('The most connections at a time, except idle ones'),
        }),
      ),
      'Where a proxy passed calls on to',
    ),
  ),
  outside: v.exactOptional(
    described(
      v.array(
        v.object({
          call: count('The number of the call'),
          notAcceptedUntil: v.exactOptional(
            amount("When its connection was last seen not accepted, ms after the burst's release"),
          ),
          unreadUntil: v.exactOptional(
            amount(
              "When its request was last seen accepted but unread, ms after the burst's release",
            ),
          ),
        }),
      ),
      'The calls that were seen waiting outside the server, if each had its own connection',
    ),
  ),
  processes: described(
    v.array(
      v.object({
        pid: positive('Process ID'),
        calls: count('Calls whose connections it alone held'),
        cores: v.exactOptional(amount('Processor time per time: 1 is one core, fully busy')),
        mainThread: v.exactOptional(
          amount(
            'Share of the time in which its main thread ran or was ready to run: 0 is asleep, 1 is busy',
          ),
        ),
        threads: v.exactOptional(count('The most threads that it had')),
        threadNames: v.exactOptional(
          described(
            v.array(threadsOfNameSchema),
            'How many threads had a name in common when the burst was over; the most first',
          ),
        ),
        memoryMb: v.exactOptional(amount('Resident memory when it was last seen, MB')),
        startedBy: v.exactOptional(
          amount(
            "If it started after the first burst began: when it was first seen with a call, ms after the burst's release; 0 if it was there at the release",
          ),
        ),
      }),
    ),
    'What each process of the server did meanwhile',
  ),
  bystanders: v.exactOptional(
    described(
      v.array(
        v.object({
          outsideMs: amount('How long it was not accepted, or its request unread, ms'),
          insideMs: amount('How long its connection stayed open after its request was read, ms'),
        }),
      ),
      'Calls to another path meanwhile: where each of them waited',
    ),
  ),
  idle: v.exactOptional(
    positive('Other processes of the same parent that accept connections, too, but got no call'),
  ),
  ownCores: v.exactOptional(amount('Cores that this client kept busy meanwhile')),
  machineCores: v.exactOptional(amount('Cores that everything on the machine kept busy meanwhile')),
});

/** What the machine showed while calls were in flight. */
export type Sighting = v.InferOutput<typeof sightingSchema>;
