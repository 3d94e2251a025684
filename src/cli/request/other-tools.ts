// What people type out of habit: options of ab, wrk, hey, k6, vegeta, oha, autocannon and curl.

const CALLS = 'use -n N: all calls of a burst are in flight together';
const RATE = 'calls have no rate here: a burst is sent all at once; use -n N';
const LENGTH = 'use -n N for the calls of a burst, and -b N for the number of bursts';
const TIME = 'use --timeout MS';
const FILES = 'use --json FILE, --html FILE or --markdown FILE';
const BODY = 'use -d DATA or --data-binary @FILE';
const NOTHING = 'it would change nothing here; leave it out, or write curl before the request';

const ADVICE: Readonly<Record<string, string>> = {
  ...adviceFor('-c --concurrency --workers --vus --users', CALLS),
  ...adviceFor('-t --threads --parallel -j -P -p --pipelining', CALLS),
  ...adviceFor('--rate --rps --qps --arrival-rate -q -r -R', RATE),
  ...adviceFor('--requests --number --iterations --amount --duration -z -D', LENGTH),
  ...adviceFor('--max-time --connect-timeout', TIME),
  ...adviceFor('--output -o --format', FILES),
  ...adviceFor('--body --body-file --post-data -T', BODY),
  ...adviceFor('--compressed --include -i --fail -f --show-error -S --verbose', NOTHING),
  ...adviceFor('--method', 'use -X METHOD'),
  ...adviceFor('-m', 'use --timeout MS for the time and -X for the method'),
  ...adviceFor('--silent -s', 'use --quiet'),
  ...adviceFor('--location -L', 'redirects are not followed; give the address that they lead to'),
  ...adviceFor('--proxy -x', 'calls go to the server directly'),
  ...adviceFor('--referer -e', "use -H 'Referer: ...'"),
  ...adviceFor('--url', 'give the address without it'),
  ...adviceFor('-E', 'use --cert FILE'),
};

function adviceFor(options: string, advice: string): Record<string, string> {
  return Object.fromEntries(options.split(' ').map((option) => [option, advice]));
}

/** What to use instead of an option that only some other tool has; `undefined` if none is known. */
export function adviceOnOption(rawName: string): string | undefined {
  return Object.hasOwn(ADVICE, rawName) ? ADVICE[rawName] : undefined;
}
