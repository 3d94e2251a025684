// Written by `npm run schema` from the schema of the run file. Times are in ms unless stated otherwise; what is
// unknown is absent.

/** A reason, warning or fact: its code and its numbers for programs, and its words for people. */
export interface Worded {
  /** For programs: what this is. Its numbers are the other properties. */
  readonly code: string;
  /** For people: the same in words. */
  readonly message: string;
  readonly [number: string]: unknown;
}

/** What was measured: all that is needed to judge a run */
export interface Recording {
  /** Version of this format */
  readonly schemaVersion: 1;
  /** What fired the calls, and when */
  readonly client?: Client;
  /** Set if another program made the calls and recorded them */
  readonly recordedBy?: {
    /** The format of the file */
    readonly format: 'har' | 'k6' | 'oha';
    /** The program that wrote it, such as WebInspector 537.36 */
    readonly creator?: string;
    /** Calls of the judged request in the file, without those that a cache answered */
    readonly calls: number;
    /** Calls among them that are not judged: each was sent while others were in flight, most at the pace of the client */
    readonly followers?: number;
    /** Calls of other requests in the file */
    readonly otherCalls?: number;
    /** Calls that the browser's own cache or a service worker answered */
    readonly cached?: number;
    /** Calls of any request for which the file does not say when or where they were sent */
    readonly leftOut?: number;
    /** Calls that the browser kept back */
    readonly held?: {
      /** How many */
      readonly calls: number;
      /** The longest time, ms */
      readonly mostMs: number;
      /** Whether it sends identical requests one by one, or had no more connections */
      readonly because?: 'same-url' | 'connections';
    };
  };
  /** What was called, and the limits that are known of it */
  readonly target?: Target;
  /** The server, if it was started for the run */
  readonly server?: {
    /** The command that started it, without secrets; {port} stands for its port */
    readonly command?: readonly string[];
    /** From its start to its first answer, ms */
    readonly readyAfterMs: number;
    /** How it ended, if it ended by itself during the run */
    readonly ended?: {
      /** Its exit status */
      readonly exitCode?: number;
      /** The signal that ended it */
      readonly signal?: string;
    };
    /** The last lines that it printed, if it ended or if calls failed */
    readonly lastLines?: readonly string[];
  };
  /** The processes of the server, if it runs on the same machine */
  readonly observed?: {
    /** The processes that accepted calls */
    readonly processes: readonly {
      /** Process ID */
      readonly pid: number;
      /** What it is, as far as its command line shows: uvicorn, nginx, node server.mjs */
      readonly program: string;
      /** What runs its code: Python, Node.js, Ruby, PHP, JVM, Go, ... */
      readonly runtime?: string;
      /** Its web framework, if the command line names one */
      readonly framework?: string;
      /** Its command line, without secrets */
      readonly command: string;
      /** Set if it is known to pass calls on, so the code runs elsewhere */
      readonly proxy?: boolean;
    }[];
    /** Why the processes could not be seen, if so: they run as another user, or elsewhere, as in a container */
    readonly unseen?: 'another-user' | 'not-visible';
  };
  /** Calls made one at a time before the bursts: the baseline */
  readonly solo: readonly Invocation[];
  /** Calls made one at a time after the bursts, each after a pause, to see whether the baseline was steady */
  readonly soloAfter?: readonly Invocation[];
  /** Set if it was interrupted: what is here had finished by then */
  readonly interrupted?: true;
  /** Why the check could not go on, if it could not */
  readonly problem?: string;
  /** How busy this machine was before the first call, if the target runs on it */
  readonly load?: {
    /** Processes that were running or ready to run: the average of the last minute */
    readonly average: number;
    /** Processors */
    readonly cores: number;
  };
  /** Calls released together, one burst after the other */
  readonly bursts: readonly FiredBurst[];
  /** Bursts that tell causes apart, with --why; none of them counts for the verdict */
  readonly probes?: readonly Probe[];
}

/** What was measured, and what was made of it */
export interface Run extends Recording {
  /** Calls released together, one burst after the other */
  readonly bursts: readonly Burst[];
  readonly verdict: Verdict;
  /** Why calls waited, if that was found, or asked for */
  readonly why?: Diagnosis;
  /** What could mislead */
  readonly warnings: readonly Worded[];
  /** Compared with the run that --against named */
  readonly change?: RunDiff;
}

/** Calls that were released together */
export interface FiredBurst {
  /** Client wall clock at the burst's release, ms since 1970 */
  readonly epoch?: number;
  /** The calls that were released together */
  readonly invocations: readonly Invocation[];
  /** Calls of other requests to the same host that were sent before the first answer, if another program recorded the run */
  readonly others?: number;
  /** How often it had been fired before, with as many calls, and was discarded because the client was stalled */
  readonly repeats?: number;
  /** What a server that was started for the run printed meanwhile, in its order */
  readonly printed?: readonly ({
    /** When the line was read, ms since the burst's release */
    readonly at: number;
    /** What the line says */
    readonly word: 'Hello' | 'Goodbye';
  })[];
  /** What the processes of a server that was started for the run used meanwhile (Linux) */
  readonly usage?: {
    /** CPU time of all its processes together, ms; counted in steps of 10 ms */
    readonly cpuMs: number;
    /** The time in which it was used, ms */
    readonly overMs: number;
    /** Memory of all its processes afterwards, bytes; what they share counts once */
    readonly memoryBytes: number;
    /** How many processes there were */
    readonly processes: number;
  };
  /** What the machine showed meanwhile, if the server runs on it */
  readonly observed?: {
    /** How often the tables of the kernel were read */
    readonly looks: number;
    /** From the first look to the last, ms */
    readonly overMs: number;
    /** Where calls waited outside the server: an entry for each change */
    readonly waiting: readonly {
      /** When it was seen, ms after the burst's release */
      readonly at: number;
      /** Connections that no process had accepted */
      readonly notAccepted: number;
      /** Accepted connections with bytes of a request that were still unread */
      readonly unread: number;
      /** Connections that a process had accepted and still held */
      readonly accepted?: number;
      /** Connections that a proxy had open to others, except idle ones: the calls that it had passed on */
      readonly passedOn?: number;
    }[];
    /** Where a proxy passed calls on to */
    readonly passedOnTo?: readonly {
      /** Address and port */
      readonly address: string;
      /** The most connections at a time, except idle ones */
      readonly connections: number;
    }[];
    /** The calls that were seen waiting outside the server, if each had its own connection */
    readonly outside?: readonly {
      /** The number of the call */
      readonly call: number;
      /** When its connection was last seen not accepted, ms after the burst's release */
      readonly notAcceptedUntil?: number;
      /** When its request was last seen accepted but unread, ms after the burst's release */
      readonly unreadUntil?: number;
    }[];
    /** What each process of the server did meanwhile */
    readonly processes: readonly {
      /** Process ID */
      readonly pid: number;
      /** Calls whose connections it alone held */
      readonly calls: number;
      /** Processor time per time: 1 is one core, fully busy */
      readonly cores?: number;
      /** Share of the time in which its main thread ran or was ready to run: 0 is asleep, 1 is busy */
      readonly mainThread?: number;
      /** The most threads that it had */
      readonly threads?: number;
      /** How many threads had a name in common when the burst was over; the most first */
      readonly threadNames?: readonly {
        /** Their name, without a number at its end */
        readonly name: string;
        /** How many there were */
        readonly threads: number;
      }[];
      /** Resident memory when it was last seen, MB */
      readonly memoryMb?: number;
      /** If it started after the first burst began: when it was first seen with a call, ms after the burst's release; 0 if it was there at the release */
      readonly startedBy?: number;
    }[];
    /** Calls to another path meanwhile: where each of them waited */
    readonly bystanders?: readonly {
      /** How long it was not accepted, or its request unread, ms */
      readonly outsideMs: number;
      /** How long its connection stayed open after its request was read, ms */
      readonly insideMs: number;
    }[];
    /** Other processes of the same parent that accept connections, too, but got no call */
    readonly idle?: number;
    /** Cores that this client kept busy meanwhile */
    readonly ownCores?: number;
    /** Cores that everything on the machine kept busy meanwhile */
    readonly machineCores?: number;
  };
  /** Times in which the client noticed nothing: it was stopped, or busy with something else */
  readonly stalls?: readonly {
    /** Start, ms after the burst's release */
    readonly from: number;
    /** End, ms after the burst's release */
    readonly to: number;
  }[];
}

/** A burst, and what was made of it */
export interface Burst extends FiredBurst {
  /** The burst in numbers */
  readonly timeline: Timeline;
  readonly verdict: Verdict;
}

/** A burst that tells causes apart, and what was seen meanwhile */
export interface Probe extends FiredBurst {
  /** bystander: the same calls, while another path is asked for; after-pause: the same calls after 2 s of rest; other-requests: a different query for each call; other-sessions: different cookies; other-sources: different source addresses; other-connections: over HTTP/2, a connection for each call; shared-session: one cookie for all, which the server set; same-again: the same calls after some that differed had run together */
  readonly probe: 'bystander' | 'after-pause' | 'other-requests' | 'other-sessions' | 'other-sources' | 'other-connections' | 'shared-session' | 'same-again';
  /** Calls to another path while those of the burst waited */
  readonly bystander?: {
    /** What was asked for */
    readonly path: string;
    /** How long that takes alone, ms */
    readonly aloneMs: readonly number[];
    /** How long it took while the calls of the burst waited, ms */
    readonly waitingMs: readonly number[];
    /** How many of those were refused, though none was refused alone; absent if none */
    readonly refused?: number;
    /** Set if its answers do not show whether it was refused: one was refused even alone, or answered otherwise than alone */
    readonly ambiguous?: true;
  };
  /** The same call again while those of the burst were in progress, if some of these were refused */
  readonly latecomers?: readonly {
    /** When it was sent, ms after the burst's release */
    readonly sentAt: number;
    /** How long it took, ms */
    readonly ms: number;
    readonly refused: boolean;
  }[];
  /** Where the threads of the server were meanwhile */
  readonly stacks?: readonly ({
    /** Process ID */
    readonly pid: number;
    /** What was asked: py-spy for Python, the inspector for Node.js, jcmd for the JVM */
    readonly tool: 'py-spy' | 'node-inspector' | 'jcmd';
    /** How many samples were taken */
    readonly samples: number;
    /** Where threads were, the most frequent first */
    readonly places: readonly {
      /** The file: of the innermost frame in the code of the user, else of the innermost frame. From the process's working folder if below it; of Java, the path of the package */
      readonly file: string;
      /** Its line. Of Node.js the first line of the function, if it is not clear which one called */
      readonly line: number;
      /** Its function, with its class if the tool says it */
      readonly function: string;
      /** The function that this line had called, without its class, if it is known: sleep */
      readonly calling?: string;
      /** Whether that frame is in the code of the user */
      readonly ownCode: boolean;
      /** Whether the thread runs an event loop */
      readonly onEventLoop: boolean;
      /** Set if the thread waited for a lock or for a place in a pool */
      readonly waitsForLock?: boolean;
      /** Share of the samples in which a thread was there: 1 is all */
      readonly share: number;
      /** The most threads that were there in one sample */
      readonly threads: number;
    }[];
  })[];
  /** Processes whose threads could not be seen, and why */
  readonly stacksMissing?: readonly ({
    /** Process ID */
    readonly pid: number;
    /** What was asked: py-spy for Python, the inspector for Node.js, jcmd for the JVM */
    readonly tool: 'py-spy' | 'node-inspector' | 'jcmd';
    readonly reason: 'not-installed' | 'not-allowed' | 'failed' | 'ended';
  })[];
}

/** One call */
export interface Invocation {
  /** Index of the call in its burst, or among the solo calls */
  readonly call: number;
  /** A call that was refused (429) is throttled: neither served nor failed */
  readonly outcome: 'answered' | 'throttled' | 'failed';
  /** When it was sent, ms after its burst's release on the client's clock */
  readonly sentAt: number;
  /** When the first byte of the answer's body came, or of its header if nothing of a body did, ms after its burst's release */
  readonly firstByteAt?: number;
  /** When the last byte of the answer came, ms after its burst's release */
  readonly receivedAt?: number;
  /** Whether the client hung up while the answer went on; receivedAt is the last byte that it read */
  readonly cutOff?: boolean;
  /** Bytes that came after the first ones of the body, if it was judged by these */
  readonly laterBytes?: number;
  /** HTTP status */
  readonly status?: number;
  /** Size of the body, bytes */
  readonly bodyBytes?: number;
  /** Media type of the answer, without parameters */
  readonly contentType?: string;
  /** Names of the properties of a body that is a JSON object */
  readonly bodyKeys?: string;
  /** Whether a cache answered */
  readonly cached?: boolean;
  /** Why the call failed or was throttled */
  readonly error?: {
    /** Name of the error, such as ECONNREFUSED, timeout or status-500 */
    readonly code: string;
    /** The error in words */
    readonly message: string;
    /** The program that refused the call itself, if its error page shows it */
    readonly refusedBy?: 'nginx' | 'uvicorn';
  };
  /** What the target says about the call */
  readonly served?: Served;
}

/** How many calls the target serves at a time, and how */
export interface Verdict {
  /** inconclusive if there is no verdict */
  readonly kind: 'serial' | 'concurrent' | 'parallel' | 'overlapping' | 'contended' | 'inconclusive';
  /** How many calls the target serves at a time */
  readonly workers?: {
    /** Best estimate */
    readonly estimate: number;
    /** Lower bound */
    readonly low: number;
    /** Upper bound; null if no limit was reached */
    readonly high: number | null;
  };
  /** Why, the weightiest first */
  readonly reasons: readonly Worded[];
  /** What to do to get a verdict, if there is none */
  readonly remedy?: Worded;
}

/** The burst in numbers */
export interface Timeline {
  /** Calls fired */
  readonly calls: number;
  /** Calls answered */
  readonly answered: number;
  /** Calls refused: 429, 503 with Retry-After, or 503 at once while other calls were served */
  readonly throttled: number;
  /** Calls that failed */
  readonly failed: number;
  /** Distinct instances that answered */
  readonly instances?: number;
  /** Execution environments around the instances, if those are worker threads */
  readonly environments?: number;
  /** Why calls were throttled, in the target's own word */
  readonly throttleReason?: string;
  /** How most of the failed calls ended */
  readonly failure?: {
    /** For programs */
    readonly code: string;
    /** For people */
    readonly message: string;
    /** When they failed, if that says something about why */
    readonly shape?: {
      /** Whether all ended much sooner than a solo call, or all after about the same time */
      readonly ended: 'at-once' | 'after-the-same-time';
      /** How long they took: the median, ms */
      readonly afterMs: number;
    };
  };
  /** Calls that were the first on their instance */
  readonly cold?: number;
  /** Calls on an instance that had served one before */
  readonly warm?: number;
  /** Cold calls whose instance was initialized before they were sent */
  readonly preInitialized?: number;
  /** The most handlers in progress at one time */
  readonly peakOverlap?: number;
  /** Median duration of warm solo calls, ms */
  readonly soloMs?: number;
  /** From the first sending to the last answer, ms */
  readonly makespanMs?: number;
  /** answered x soloMs / makespanMs */
  readonly speedUp?: number;
  /** How many times slower than solo ones streams came in, with --until first-byte */
  readonly streamSlowdown?: number;
  /** From the first sending to the last, ms */
  readonly sentWithinMs: number;
  /** Set if the client itself was stalled for so long that answers may look too late */
  readonly stalled?: {
    /** Duration of the longest stall, ms */
    readonly ms: number;
    /** Answers that came in meanwhile */
    readonly answers: number;
  };
  /** From the first handler start to the last, ms */
  readonly startedWithinMs?: number;
  /** What cold calls spent outside their handlers beyond what warm ones did */
  readonly coldAddedMs?: {
    /** Median, ms */
    readonly median: number;
    /** Largest, ms */
    readonly worst: number;
  };
  /** Where the time of cold calls went: medians */
  readonly coldParts?: {
    /** Before the initialization, ms */
    readonly waitedMs?: number;
    /** Initialization, ms */
    readonly initMs: number;
    /** Handler, ms */
    readonly handlingMs: number;
    /** Everything else, ms */
    readonly otherMs: number;
  };
  /** How the servers' clocks relate to the client's */
  readonly clocks?: {
    /** Whether one offset fits all calls, one for each instance, or none */
    readonly state: 'one-clock' | 'clock-per-instance' | 'contradictory';
    /** How far the servers' clock is ahead of the client's, ms */
    readonly aheadMs?: number;
    /** How far that may be off, ms */
    readonly uncertaintyMs?: number;
  };
}

/** Why calls waited, if that was found, or asked for */
export interface Diagnosis {
  /** For programs: what made calls wait; absent if no cause is certain */
  readonly cause?: string;
  /** How sure that is */
  readonly certainty?: 'sure' | 'likely';
  /** The cause in words */
  readonly message?: string;
  /** The causes that are left if none is certain */
  readonly remaining?: readonly string[];
  /** What would decide between them */
  readonly experiment?: {
    readonly code: string;
  };
  /** What was seen */
  readonly seen: readonly Worded[];
  /** What would look similar, and was not the cause */
  readonly ruledOut?: readonly string[];
  /** Where in the code, if stacks showed it */
  readonly place?: {
    /** The file */
    readonly file: string;
    /** The line */
    readonly line: number;
    /** The function */
    readonly function: string;
    /** What it had called there */
    readonly calling?: string;
  };
  /** How many calls it lets through at a time */
  readonly atATime?: number;
  /** What to do, in sentences */
  readonly remedy?: readonly string[];
}

/** Compared with the run that --against named */
export interface RunDiff {
  /** The change in one sentence */
  readonly summary: string;
  /** The change in one word */
  readonly conclusion: 'inconclusive' | 'changed' | 'faster-or-slower' | 'no-change' | 'same-run' | 'cannot-tell';
  /** One row for each thing that may have changed */
  readonly rows: readonly ({
    /** What may have changed */
    readonly name: string;
    /** In the earlier run */
    readonly before: string;
    /** In this run */
    readonly after: string;
    /** By how much; empty if there is nothing to say */
    readonly change: string;
    /** What to think of it */
    readonly outcome: 'better' | 'worse' | 'different' | 'same' | 'cannot-tell';
  })[];
  /** Why the two runs should not be compared, if so */
  readonly warnings: readonly Worded[];
}

/** What was called, and the limits that are known of it */
export interface Target {
  /** local, http, deployed or lambda */
  readonly kind: string;
  /** Name of the Lambda function or of the stack */
  readonly name?: string;
  /** HTTP method */
  readonly method?: string;
  /** Address, without credentials */
  readonly url?: string;
  /** Where calls went instead of the host in the address: HOST:PORT, or unix: and the path of a socket */
  readonly connectedTo?: string;
  /** Path with its query, of a route of our own service */
  readonly path?: string;
  /** AWS region */
  readonly region?: string;
  /** How the local service runs: all calls in one process, or one instance for each call in flight */
  readonly mode?: 'one-process' | 'instance-per-call';
  /** Response header that names the instance */
  readonly instanceHeader?: string;
  /** Headers that might name the instance, if answers lack that one */
  readonly instanceHeaderCandidates?: readonly string[];
  /** Calls that an instance takes at a time, if the platform guarantees a number */
  readonly callsPerInstance?: number;
  /** Whether all instances were replaced before the first burst */
  readonly madeCold?: boolean;
  /** Whether calls have different numbers or lines, by {n} or {line} */
  readonly requestsDiffer?: boolean;
  /** What all calls have in common that may name a user or a thing, so a lock for each of these looks like one for all. A path counts beside the URL if it has several parts, and address is that of the client */
  readonly sameForAll?: readonly ('url' | 'path' | 'query' | 'body' | 'cookie' | 'credentials' | 'address')[];
  /** Set if calls went over HTTP/2, as streams that share connections */
  readonly http2?: {
    /** Connections of the largest burst */
    readonly connections?: number;
    /** Streams that the server allows at a time on a connection, if it has a limit */
    readonly streamLimit?: number;
  };
  /** Set if calls are judged by when their answers begin, not by when they end */
  readonly until?: 'first-byte';
  /** Limits that are known in advance */
  readonly limits?: {
    /** Concurrent executions of all functions of the AWS account in the region together */
    readonly accountConcurrency?: number;
    /** Concurrent executions reserved for the function, which are also its limit */
    readonly reservedConcurrency?: number;
    /** Calls that the stage of the API takes at once */
    readonly stageBurst?: number;
    /** Calls per second that the stage of the API takes after that */
    readonly stageRate?: number;
  };
}

/** What fired the calls, and when */
export interface Client {
  /** Version of concurrency-check */
  readonly version: string;
  /** When the run started on the client's wall clock, ms since 1970 */
  readonly startedAt: number;
  /** Operating system and architecture, such as linux x64 */
  readonly platform: string;
  /** Processor cores that the client could use */
  readonly cores: number;
  /** Version of Node.js */
  readonly node: string;
}

/** What the target says about the call */
export interface Served {
  /** The instance that served the call */
  readonly instance?: string;
  /** When the handler started, ms since 1970 on the server's clock */
  readonly startedAt?: number;
  /** When the handler ended, ms since 1970 on the server's clock */
  readonly endedAt?: number;
  /** Whether this was the first call on its instance */
  readonly cold?: boolean;
  /** Ordinal of the call on its instance, from 1 */
  readonly nth?: number;
  /** How Lambda initialized the environment: its AWS_LAMBDA_INITIALIZATION_TYPE */
  readonly initializationType?: string;
  /** When the instance began to initialize, ms since 1970 on the server's clock */
  readonly initStartedAt?: number;
  /** When the instance had loaded its code, ms since 1970 on the server's clock */
  readonly initializedAt?: number;
  /** If instances are worker threads: the execution environment around them */
  readonly environment?: string;
  /** Number of calls that such an environment takes at a time */
  readonly maxConcurrency?: number;
  /** Request ID that Lambda gave the call */
  readonly requestId?: string;
  /** What Lambda reports about the call in its log */
  readonly report?: {
    /** Time in the handler and in the runtime around it, ms */
    readonly durationMs: number;
    /** Billed duration, ms */
    readonly billedMs?: number;
    /** Memory size of the function, MB */
    readonly memoryMb?: number;
    /** Most memory that its environment has used, MB */
    readonly maxMemoryMb?: number;
    /** Time to initialize the environment, ms; only on the first call there */
    readonly initMs?: number;
    /** Time to restore a snapshot instead of an initialization, ms */
    readonly restoreMs?: number;
    /** Billed time to restore a snapshot, ms */
    readonly billedRestoreMs?: number;
    /** How the call ended, in the words of Lambda */
    readonly status?: string;
    /** Attempts to initialize or restore that Lambda reports separately, mostly failed ones */
    readonly phases?: readonly ({
      /** What was attempted */
      readonly name: 'init' | 'restore';
      /** Duration of the attempt, ms */
      readonly durationMs: number;
      /** How the attempt ended, in the words of Lambda */
      readonly status?: string;
      /** Type of the error, in the words of Lambda */
      readonly errorType?: string;
    })[];
  };
  /** A line of the log that reports something in an unknown form */
  readonly unreadReport?: string;
  /** Time that the server took, ms, from a header such as Server-Timing or a Lambda report */
  readonly serviceMs?: number;
  /** Headers that disagree about how long the server took */
  readonly conflictingMs?: Readonly<Record<string, number>>;
}

/** A check for each value, and what they show together */
export interface Scan {
  /** Version of this format */
  readonly schemaVersion: 1;
  /** Set if it was interrupted: what is here had finished by then */
  readonly interrupted?: true;
  /** One row for each run */
  readonly scan: readonly ScanRow[];
  /** What to know about the rows that are marked */
  readonly notes: readonly Worded[];
}

/** One run of a scan, and its figures; those that were not measured are absent */
export interface ScanRow {
  /** What stood for the names of --scan, in their order; several targets go by the name target */
  readonly values: Readonly<Record<string, string>>;
  readonly run: Run;
  /** Answered calls by the makespan, 1/s: the median of the bursts */
  readonly callsPerSecond?: number;
  /** The same of the slowest burst */
  readonly callsPerSecondLow?: number;
  /** The same of the fastest burst */
  readonly callsPerSecondHigh?: number;
  /** How long answers took: the median, ms */
  readonly medianMs?: number;
  /** How long answers took: the 95th percentile, ms */
  readonly p95Ms?: number;
  /** CPU seconds that the server's processes used for each second of the bursts (Linux) */
  readonly cpuCores?: number;
  /** Memory of the server's processes after the last burst, bytes (Linux) */
  readonly memoryBytes?: number;
  /** Whether it is the smallest value whose throughput is within 5 % of the best */
  readonly marked: boolean;
}

/** The routes of the service in each way to run it */
export interface Comparison {
  /** Version of this format */
  readonly schemaVersion: 1;
  /** Set if it was interrupted: what is here had finished by then */
  readonly interrupted?: true;
  /** One cell for each route and mode */
  readonly comparison: readonly ComparisonCell[];
}

/** One route of the service, run in one way */
export interface ComparisonCell {
  /** The route of our own service */
  readonly route: string;
  /** How its handlers were run */
  readonly mode: 'one-process' | 'instance-per-call' | 'deployed';
  readonly run: Run;
}
