/** What `--help` prints, at most 80 columns wide. */
export const HELP = `Fires calls at the same moment and reports whether they ran in parallel.

Usage: concurrency-check [TARGET] [options] [-- COMMAND ARGS...]
       npm run concurrency-check -- [TARGET] [options] [-- COMMAND ARGS...]

TARGET
  (none), /ping, /ping/blocking, /ping/cpu
                         a route of the local service, which is started first
                         (default /ping)
  http://... https://... any endpoint
  deployed[:STAGE][/PATH]
                         what sls deploy put on AWS, found by its stack
                         (default dev, /ping)
  lambda:NAME[:QUALIFIER]
                         a Lambda function, by name or ARN, through the Invoke
                         API

-- COMMAND ARGS...       HTTP addresses only: start this server first, wait
                         until the address answers, and end the server
                         afterwards; {port} in TARGET and COMMAND is a free
                         port

What to fire
  -n, --calls N          calls in a burst, 2 to 10,000 (default 10); with auto,
                         bursts double until a limit shows, up to 200 calls;
                         with auto:MAX, up to MAX
  -b, --bursts N         bursts, one after the other (default 2: cold, warm); a
                         limit that only timing shows is tested with one more,
                         of another size
      --solo N           solo calls before the bursts, the baseline (default 3)
      --timeout MS       for each call (default 30000)
      --delay MS         how long our own service waits (default 1000)
  -X, --request METHOD   HTTP addresses only; -X, -H and -d work as in curl
  -H, --header 'N: V'    HTTP addresses only; repeatable
  -d, --data DATA        or @FILE; sends a POST unless -X says otherwise; with
                         lambda: the event as JSON (default {})
      --lines FILE       HTTP addresses and lambda: only; {line} in the URL, a
                         header or the data is replaced by a line of FILE, in
                         turn, one for each call; {n} is replaced by a number
                         that no other call of the run has
      --instance-header NAME
                         HTTP addresses only: the response header that names the
                         instance
      --http2            HTTP addresses only: all calls on one HTTP/2
                         connection, or more if the server allows too few
                         streams on it
      --connections N    with --http2: at least so many connections
      --until first-byte HTTP addresses only: judge by when answers begin, not
                         by when they end: for streams, model servers, downloads
      --ready TIME       how long the server of -- COMMAND may take to answer
                         (default 60s)
      --in-process       local service only: run all calls in one process
      --cold             deployed and lambda: only; replace all instances first,
                         by a configuration change that is undone at the end;
                         --cold=NAME for functions of other stacks
      --api-url URL      deployed only: call the API here instead of at the
                         address that the stack names
      --compare          check the three routes of the local service in both
                         modes; with deployed[:STAGE] on AWS, too

Verdict and output
      --expect KIND[:N],...
                         exit 1 unless the verdict is one of these, with at
                         least N workers; overlapping includes concurrent and
                         parallel
      --max-failures PERCENT
                         exit 1 if more calls fail (default 0 with --expect,
                         else 100)
      --from FILE        judge a saved run again instead of firing calls
      --against FILE     compare the run with a saved one: did the change help?
      --fail-if-worse    with --against: exit 1 if the run is worse
      --json FILE        write the run as JSON
      --html FILE        write a page with the timeline
      --trace FILE       write a trace for Perfetto
      --markdown FILE    append a summary, for CI job summaries
      --junit FILE       write JUnit XML, for CI pipelines
                         FILE may be -, for standard output, which replaces
                         the report
      --no-color         print no colors, as with NO_COLOR
      --quiet            show no progress, and only the verdict of the report
  -h, --help             print this help
      --version          print the version

KIND  serial, concurrent, parallel, overlapping, contended, inconclusive, or
      not-serial

Exit status: 0 verdict reached (and as expected), 1 not as expected, 2 wrong
command line, 3 no verdict, 130 interrupted.
`;
