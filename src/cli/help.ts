export const HELP = `Do calls run in parallel? Fires them at the same moment and gives the verdict.

Usage: concurrency-check [TARGET] [options]
       npm run concurrency-check -- [TARGET] [options]

TARGET
  (none), /ping, /ping/blocking, /ping/cpu
                         start the local service and check that route (default /ping)
  http://... https://... any endpoint
  deployed[:STAGE][/PATH]
                         what sls deploy put on AWS, found by its stack (default dev, /ping)
  lambda:NAME[:QUALIFIER]
                         a Lambda function, by name or ARN, through the Invoke API

What to fire
  -n, --calls N          calls in a burst, 1 to 10,000 (default 10); auto doubles them
                         until a limit shows, up to 200, or auto:MAX
  -b, --bursts N         bursts, one after the other (default 2: cold, then warm)
      --solo N           calls one at a time beforehand, the baseline (default 3)
      --timeout MS       per call (default 30000)
      --delay MS         what our own service is asked to wait (default 1000)
  -X, --request METHOD   an address only: these mean what they mean to curl
  -H, --header 'N: V'    repeatable
  -d, --data DATA        or @FILE; sends a POST unless -X says otherwise; of lambda:
                         the event, JSON (default {})
      --instance-header NAME
                         an address only: the response header that names the instance
      --in-process       local service only: all calls in one process
      --cold             deployed and lambda: replace all instances first, by a change of
                         the configuration that is put back; --cold=NAME for functions
                         of other stacks
      --api-url URL      deployed: call the API here instead of at the stack's address
      --compare          the three routes of the local service, both ways; with
                         deployed[:STAGE] a third way, on AWS

What to make of it
      --expect KIND[:N]  exit 1 unless the verdict is KIND (and at least N workers)
      --from FILE        judge a saved run again instead of calling anything
      --against FILE     set the run beside a saved one: did the change help?
      --json FILE        write the run; - is standard output, and nothing else goes there
      --html FILE        a page with the timeline      --trace FILE   for Perfetto
      --markdown FILE    appends, for a job summary    --junit FILE   for a pipeline
      --no-color         as does NO_COLOR
      --quiet            no progress, and of the report only the verdict
  -h, --help; --version

KIND  serial, concurrent, parallel, overlapping, contended or inconclusive

Exit status: 0 verdict reached (and expected), 1 not the expected one, 2 wrong command
line, 3 no verdict, 130 interrupted.
`;
