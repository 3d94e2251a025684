/** A value that may be given once or several times. */
type OneOrMore = string | readonly string[];

/**
 * What to call, and how. Options have the names of the command line in camel case: `--unix-socket` is
 * `unixSocket`, and `-n` or `--calls` is `calls`. Flags are booleans, numbers are numbers, and an option that
 * may be repeated takes a list. All times are in ms.
 */
export interface CheckOptions {
  /**
   * The target to call: an address such as `http://127.0.0.1:8000/ping`, `lambda:NAME[:QUALIFIER]`, or
   * `deployed[:STAGE][/PATH]`. With a `command`, `{port}` stands for a free port. `{n}` and `{line}` work as on
   * the command line.
   */
  readonly target: string | URL;
  /**
   * The server to start first and to stop afterwards, as a list of words: what the command line has after
   * `--`. It runs without a shell.
   */
  readonly command?: readonly string[];
  /** How long that server may take to answer, such as `60s` or `500ms`. Default 60s. */
  readonly ready?: string;

  /**
   * Calls in a burst, 2 to 10,000. With `auto`, bursts double until a limit shows, up to 200 calls or up to
   * the number after the colon. Default 10.
   */
  readonly calls?: number | 'auto' | `auto:${number}`;
  /** Bursts, one after the other. Default 2. */
  readonly bursts?: number;
  /** Solo calls before the bursts: the baseline. Default 3. */
  readonly solo?: number;
  /** How long each call may take, ms. Default 30,000. */
  readonly timeout?: number;
  /** `first-byte` judges by when answers begin, not by when they end: for streams and downloads. */
  readonly until?: 'first-byte';
  /** Sends all calls over one HTTP/2 connection, or over more if the server allows too few streams on it. */
  readonly http2?: boolean;
  /** With `http2`: opens at least this many connections. */
  readonly connections?: number;
  /** If calls wait, makes more calls to find out why. Default true with a `command`, else false. */
  readonly why?: boolean;
  /** With `why`: another path to call while calls wait. Default: one that does not exist. */
  readonly bystander?: string;
  /** The response header that names the instance. */
  readonly instanceHeader?: string;

  /** The HTTP method. Default GET, or POST with data. */
  readonly request?: string;
  /** Headers by name, `Headers` or pairs of names and values, or lines such as `Accept: text/plain`, as in curl. */
  readonly header?:
    | OneOrMore
    | Readonly<Record<string, OneOrMore>>
    | Iterable<readonly [string, string]>;
  /** The body or, with `lambda:`, the event as JSON. `@FILE` reads it from a file, as in curl. */
  readonly data?: OneOrMore;
  /** The body; `@` has no meaning in it. */
  readonly dataRaw?: OneOrMore;
  /** The body; `@FILE` reads a file as it is, with line breaks. */
  readonly dataBinary?: OneOrMore;
  /** The body; its content is percent-encoded, as in curl. */
  readonly dataUrlencode?: OneOrMore;
  /** A multipart form: `NAME=VALUE`, `NAME=@FILE`, or `NAME=<FILE` for text, as in curl. */
  readonly form?: OneOrMore;
  /** A part of the form, `NAME=VALUE`; `@`, `<` and `;` have no meaning in it. */
  readonly formString?: OneOrMore;
  /** Puts the data into the query of the address. */
  readonly get?: boolean;
  /** Sends a HEAD request. */
  readonly head?: boolean;
  /** `NAME:PASSWORD` for basic authentication. */
  readonly user?: string;
  /** The User-Agent header. */
  readonly userAgent?: string;
  /** `NAME=VALUE`, or a cookie file as curl writes it. */
  readonly cookie?: OneOrMore;

  /** Accepts any certificate of the server. */
  readonly insecure?: boolean;
  /** A PEM file with the certificates to trust. */
  readonly cacert?: string;
  /** A PEM file with the client's certificate. */
  readonly cert?: string;
  /** A PEM file with the key of that certificate. */
  readonly key?: string;
  /** The password of that key. */
  readonly pass?: string;
  /** The Unix socket to connect to, instead of the host in the address. */
  readonly unixSocket?: string;
  /** `HOST1:PORT1:HOST2:PORT2`: connect to the second pair instead of the first. */
  readonly connectTo?: OneOrMore;
  /** `HOST:PORT:ADDRESS`: the IP address to use for a host. */
  readonly resolve?: OneOrMore;
  /** The addresses to connect from, in turn, with commas between them; or a network interface. */
  readonly interface?: string;
  /** A file of lines: in each call, `{line}` stands for the next of them. */
  readonly lines?: string;

  /** `deployed` only: how long the service waits, ms. */
  readonly delay?: number;
  /** `deployed` and `lambda:` only: replaces all instances first. For a function of another stack, repeat its name here. */
  readonly cold?: boolean | string;
  /** `deployed` only: the address of the API. */
  readonly apiUrl?: string;
  /** The AWS region if neither the environment nor the profile names one. Default us-east-1. */
  readonly region?: string;

  /**
   * Stops the check. It resolves with what has finished, marked as `interrupted`. If no burst has, it
   * rejects with the reason of the signal.
   */
  readonly signal?: AbortSignal;
  /** Called whenever the check makes progress. It runs between measurements, so keep it short. */
  readonly onProgress?: (progress: Progress) => void;
  /** Called with each line for the user: what changes on AWS, and what could not be restored. */
  readonly onNotice?: (notice: string) => void;
}

/** The progress of a check. */
export type Progress =
  | {
      /** The local service is starting, or all instances are being replaced (`cold`). */
      readonly phase: 'starting' | 'forcing-cold-start';
    }
  | {
      /** The server of `command` is starting. */
      readonly phase: 'starting-server';
      readonly command: string;
    }
  | {
      /** Solo call `nth` of `of`, from 1. */
      readonly phase: 'solo';
      readonly nth: number;
      readonly of: number;
    }
  | {
      /** Burst `nth` of `of`, from 1; `of` is absent while bursts grow. */
      readonly phase: 'burst';
      readonly nth: number;
      readonly of?: number;
      /** Answers so far. */
      readonly answered: number;
      readonly calls: number;
    }
  | {
      /** A burst of `calls` that tells causes apart, with `why`. */
      readonly phase: 'probe';
      readonly probe: string;
      readonly calls: number;
    };
