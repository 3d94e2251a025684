/** What `--help` prints, at most 80 columns wide. */
export const HELP = `Fires calls at the same moment and reports whether they ran in parallel.

Usage: concurrency-check [TARGET...] [options] [-- COMMAND ARGS...]
       concurrency-check [options] curl CURL-ARGS... [-- COMMAND ARGS...]
       npm run concurrency-check -- ...

TARGET                   several are checked one after the other, into one table
  (none), /ping, /ping/blocking, /ping/cpu
                         a route of the local service, which is started first
                         (default /ping; only in a clone of the repository)
  http://... https://... any endpoint; localhost:3000/x and other hosts with a
                         port need no http://
  deployed[:STAGE][/PATH]
                         the service deployed to AWS with sls deploy, found by
                         its stack (default dev, /ping)
  lambda:NAME[:QUALIFIER]
                         a Lambda function, by name or ARN, through the Invoke
                         API

curl CURL-ARGS...        the request as typed for curl, or as copied from a
                         browser's developer tools (for bash); our options come
                         before the word curl

-- COMMAND ARGS...       HTTP addresses only: start this server first, wait
                         until the address answers, and end the server
                         afterwards; {port} in TARGET and COMMAND is a free
                         port

What to fire
  -n, --calls N          calls in a burst, 2 to 10,000 (default 10); with auto,
                         bursts double until a limit shows, up to 200 calls;
                         with auto:MAX, up to MAX
  -b, --bursts N         bursts, one after the other (default 2: cold, warm); a
                         limit seen only in the timing is checked with one more
                         burst of another size
      --solo N           solo calls before the bursts, the baseline (default 3)
      --timeout MS       for each call (default 30000)
      --delay MS         how long the local or deployed service, or --listen,
                         waits before it answers (default 1000)
      --http2            HTTP addresses only: all calls on one HTTP/2
                         connection, or more if the server allows too few
                         streams on it
      --connections N    with --http2: open at least N connections
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
      --scan NAME=V1,V2,...
                         run the check once for each value of {NAME} in TARGET
                         or COMMAND, into one table; two lists make a grid:
                           http://localhost:{port}/ --scan workers=1,2,4 -- \\
                             gunicorn -b :{port} -w {workers} app:app
      --why              HTTP addresses only: if calls wait, find out why, with
                         more calls: another path while they wait, and at most
                         two more bursts that differ in one thing; also
                         where the code is, if py-spy, Node's inspector or
                         jcmd can look; always done for a server of
                         -- COMMAND
      --bystander PATH   the other path (default one that does not exist)
      --compare          check the three routes of the local service in both
                         modes; with deployed[:STAGE] on AWS, too
      --listen [PORT]    the other way round: answer calls on this port of the
                         loopback interface, each after --delay, and judge the
                         client: how many calls it makes at a time, and what
                         limits it (default a free port)

The request (HTTP addresses only; most options are those of curl)
  -X, --request METHOD   also with --from
  -H, --header 'N: V'    repeatable
  -d, --data DATA        or @FILE, or @- for standard input; sends a POST unless
                         -X says otherwise; with lambda: the event as JSON
                         (default {})
      --data-raw DATA    the same, but @ has no special meaning
      --data-binary DATA the same, but @FILE is sent as it is, with line breaks
      --data-urlencode DATA
                         the same, percent-encoded; NAME=DATA, or NAME@FILE
  -F, --form NAME=VALUE  a multipart form; NAME=@FILE, or NAME=<FILE for text;
                         may end with ;type=TYPE and ;filename=NAME; repeatable
      --form-string NAME=VALUE
                         the same, but @, < and ; have no special meaning
  -G, --get              put the data into the query of the URL
  -I, --head             send a HEAD request
  -u, --user USER:PASSWORD
  -A, --user-agent NAME
      --cookie 'N=V; ...'
                         curl's -b: cookies, or a cookie file; repeatable
  -k, --insecure         accept any certificate of the server
      --cacert FILE      trust only certificates signed by those in FILE, not
                         those that the system trusts
      --cert FILE[:PASSWORD], --key FILE, --pass PASSWORD
                         the client's certificate and its key, in PEM
      --unix-socket PATH connect to a Unix socket
      --connect-to HOST1:PORT1:HOST2:PORT2
                         connect to HOST2:PORT2 if the URL names HOST1:PORT1;
                         an empty HOST1 or PORT1 matches any, an empty HOST2 or
                         PORT2 keeps that of the URL
      --resolve HOST:PORT:ADDRESS
                         connect to ADDRESS if the URL names HOST:PORT
      --interface ADDRESS[,ADDRESS...]
                         addresses of this machine to connect from, in turn
      --lines FILE       HTTP addresses and lambda: only; {line} in the URL, a
                         header or the data is replaced by a line of FILE, in
                         turn, one for each call; {n} is replaced by a number
                         unique to the call
      --instance-header NAME
                         HTTP addresses only: the response header that names the
                         instance

Verdict and output
      --expect KIND[:N],...
                         exit 1 unless the verdict is one of these, with at
                         least N workers; overlapping includes concurrent and
                         parallel
      --max-failures PERCENT
                         exit 1 if more calls fail (default 0 with --expect,
                         else 100)
      --from FILE        instead of firing calls, judge a saved run again, or
                         one that a browser (HAR), k6 or oha recorded; of
                         several requests in it, TARGET and -X choose one
                         (default the one with the largest burst)
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
  -V, --version          print the version

KIND  serial, concurrent, parallel, overlapping, contended, inconclusive, or
      not-serial

Examples
  concurrency-check localhost:3000/ping -n 20
  concurrency-check localhost:8000/ping -- uvicorn app:app
  concurrency-check -n 20 curl 'https://a.example/x' -H 'Accept: */*' -k

Exit status: 0 verdict reached (and as expected), 1 not as expected, 2 wrong
command line, 3 no verdict, 130 interrupted.
`;
