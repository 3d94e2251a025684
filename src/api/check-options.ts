/** A value that may be given once or several times. */
type OneOrMore = string | readonly string[];

/**
 * What to call, and how. The names are those of the command line in camel case: `--unix-socket` is
 * `unixSocket`, `-n` and `--calls` are `calls`. A flag is `true`, a number a number, and an option that may be
 * repeated takes a list. All times are in ms.
 */
export interface CheckOptions {
  /**
   * What is called: an address such as `http://127.0.0.1:8000/ping`, `lambda:NAME[:QUALIFIER]`, or
   * `deployed[:STAGE][/PATH]`. `{port}` stands for a free port if there is a `command`; `{n}` and `{line}` as on
   * the command line.
   */
  readonly target: string | URL;
  /**
   * What the command line has after `--`: the server to start first, a word each, without a shell. It is
   * ended afterwards.
   */
  readonly command?: readonly string[];
  /** How long that server may take to answer, such as `60s` or `500ms`. Default 60s. */
  readonly ready?: string;

  /**
   * Calls in a burst, 2 to 10,000; with `auto`, bursts double until a limit shows, up to 200 calls or up to
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
  /** Whether all calls go over one HTTP/2 connection. */
  readonly http2?: boolean;
  /** With `http2`: open at least so many connections. */
  readonly connections?: number;
  /** Looks for the cause if calls wait, with more calls. Default true with a `command`, else false. */
  readonly why?: boolean;
  /** With `why`: the path that is asked for while calls wait. */
  readonly bystander?: string;
  /** The response header that names the instance. */
  readonly instanceHeader?: string;

  /** The HTTP method. Default GET, or POST with data. */
  readonly request?: string;
  /** Headers by their names, or lines such as `Accept: text/plain` as in curl. */
  readonly header?: OneOrMore | Readonly<Record<string, OneOrMore>>;
  /** The body, or with `lambda:` the event as JSON. As in curl, `@FILE` is read from a file. */
  readonly data?: OneOrMore;
  /** The body, in which `@` means nothing. */
  readonly dataRaw?: OneOrMore;
  /** The body; `@FILE` is read as it is, line breaks included. */
  readonly dataBinary?: OneOrMore;
  /** A body that is percent-encoded, as in curl. */
  readonly dataUrlencode?: OneOrMore;
  /** A multipart form: `NAME=VALUE`, `NAME=@FILE`, or `NAME=<FILE` for text, as in curl. */
  readonly form?: OneOrMore;
  /** The same, in which `@`, `<` and `;` mean nothing. */
  readonly formString?: OneOrMore;
  /** Whether the data go into the query. */
  readonly get?: boolean;
  /** Whether only the headers are asked for (HEAD). */
  readonly head?: boolean;
  /** `NAME:PASSWORD` for basic authentication. */
  readonly user?: string;
  /** The User-Agent header. */
  readonly userAgent?: string;
  /** `NAME=VALUE`, or a cookie file of curl's. */
  readonly cookie?: OneOrMore;

  /** Whether any certificate is accepted. */
  readonly insecure?: boolean;
  /** The file of the certificates that are trusted, PEM. */
  readonly cacert?: string;
  /** The file of the client's certificate, PEM. */
  readonly cert?: string;
  /** The file of its key, PEM. */
  readonly key?: string;
  /** The password of that key. */
  readonly pass?: string;
  /** The Unix socket that is called instead of the host of the address. */
  readonly unixSocket?: string;
  /** `HOST1:PORT1:HOST2:PORT2`: connect to the second pair instead of the first. */
  readonly connectTo?: OneOrMore;
  /** `HOST:PORT:ADDRESS`: the IP address of a host. */
  readonly resolve?: OneOrMore;
  /** Source addresses, with commas between them, or an interface. */
  readonly interface?: string;
  /** The file whose lines `{line}` stands for, in turn. */
  readonly lines?: string;

  /** `deployed` only: how long the service waits, ms. */
  readonly delay?: number;
  /** `deployed` and `lambda:` only: replaces all instances first; a name confirms a function of another stack. */
  readonly cold?: boolean | string;
  /** `deployed` only: the address of the API. */
  readonly apiUrl?: string;
  /** The AWS region if neither the environment nor the profile names one. Default us-east-1. */
  readonly region?: string;

  /**
   * Stops the check. It resolves with what had finished, marked as `interrupted`; if no burst had, it
   * rejects with the reason of the signal.
   */
  readonly signal?: AbortSignal;
  /** Called whenever the check has come further. It runs between measurements, so keep it short. */
  readonly onProgress?: (progress: Progress) => void;
  /** Called with a line that somebody should read: what is changed on AWS, and what could not be restored. */
  readonly onNotice?: (notice: string) => void;
}

/** How far a check has come. */
export type Progress =
  | {
      /** The local service is started, or all instances are replaced (`cold`). */
      readonly phase: 'starting' | 'forcing-cold-start';
    }
  | {
      /** The server of `command` is started. */
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
      /** Answers that have come in so far. */
      readonly answered: number;
      readonly calls: number;
    }
  | {
      /** A burst of `calls` that tells causes apart, with `why`. */
      readonly phase: 'probe';
      readonly probe: string;
      readonly calls: number;
    };
