export const HELP = `Do calls run in parallel? Fires them at the same moment and gives the verdict.

Usage: concurrency-check [TARGET] [options]
       npm run concurrency-check -- [TARGET] [options]

TARGET
  (none), /ping, /ping/blocking, /ping/cpu
                         start the local service and check that route (default /ping)
  http://... https://... any endpoint

What to fire
  -n, --calls N          calls in a burst, 1 to 10,000 (default 10); auto doubles them
                         until a limit shows, up to 200, or auto:MAX
  -b, --bursts N         bursts, one after the other (default 2: cold, then warm)
      --solo N           calls one at a time beforehand, the baseline (default 3)
      --timeout MS       per call (default 30000)
      --delay MS         what the local service is asked to wait (default 1000)
  -X, --request METHOD   an address only: these three mean what they mean to curl
  -H, --header 'N: V'    repeatable
  -d, --data DATA        or @FILE; sends a POST unless -X says otherwise
      --instance-header NAME
                         an address only: the response header that names the instance
      --in-process       local service only: all calls in one process
      --compare          the three routes of the local service, both ways

What to make of it
      --expect KIND[:N]  exit 1 unless the verdict is KIND (and at least N workers)
      --from FILE        judge a saved run again instead of calling anything
      --json FILE        write the run; - is standard output, and nothing else goes there
      --no-color         as does NO_COLOR
      --quiet            no progress, and of the report only the verdict
      --help, --version

KIND  serial, concurrent, parallel, overlapping, contended or inconclusive

Exit status: 0 verdict reached (and expected), 1 not the expected one, 2 wrong command
line, 3 no verdict, 130 interrupted.
`;
