import type { OptionName } from '../../options/arguments.ts';

// The options of curl 7 and 8, without their dashes. Those that are listed nowhere are refused, too.

/** Options with a value that this command has under the same meaning. */
export const PASSED_ON: ReadonlyMap<string, OptionName> = new Map<string, OptionName>([
  ['request', 'request'],
  ['header', 'header'],
  ['data', 'data'],
  ['data-ascii', 'data'],
  ['data-raw', 'data-raw'],
  ['data-binary', 'data-binary'],
  ['data-urlencode', 'data-urlencode'],
  ['form', 'form'],
  ['form-string', 'form-string'],
  ['user', 'user'],
  ['user-agent', 'user-agent'],
  ['cookie', 'cookie'],
  ['cacert', 'cacert'],
  ['cert', 'cert'],
  ['key', 'key'],
  ['pass', 'pass'],
  ['unix-socket', 'unix-socket'],
  ['connect-to', 'connect-to'],
  ['resolve', 'resolve'],
  ['interface', 'interface'],
]);

/** Options without a value that this command has, too. */
export const FLAGS: ReadonlyMap<string, OptionName> = new Map<string, OptionName>([
  ['get', 'get'],
  ['head', 'head'],
  ['insecure', 'insecure'],
]);

/** Options that are short for a header. */
export const HEADERS: ReadonlyMap<string, (value: string) => string> = new Map([
  // `;auto` is for redirects.
  ['referer', (value: string) => `Referer: ${value.replace(/;auto$/, '')}`],
  ['range', (value: string) => `Range: bytes=${value}`],
  ['oauth2-bearer', (value: string) => `Authorization: Bearer ${value}`],
]);

/** Options without a value that change nothing here. */
export const IGNORED: ReadonlySet<string> = new Set(
  (
    'silent show-error verbose include fail fail-early fail-with-body no-buffer buffer ' +
    'progress-bar no-progress-meter progress-meter remote-name remote-name-all ' +
    'remote-header-name remote-time remove-on-error no-clobber clobber create-dirs ' +
    'styled-output no-styled-output xattr trace-time trace-ids compressed http1.1 http0.9 ' +
    'keepalive no-keepalive tcp-nodelay tcp-fastopen no-sessionid no-alpn no-npn basic disable ' +
    'junk-session-cookies parallel parallel-immediate post301 post302 post303 raw ' +
    'ssl ssl-reqd tlsv1 tlsv1.0 tlsv1.1 tlsv1.2 use-ascii disallow-username-in-url ' +
    'suppress-connect-headers ssl-no-revoke ssl-revoke-best-effort'
  ).split(' '),
);

/** Options with a value that change nothing here. */
export const IGNORED_WITH_VALUE: ReadonlySet<string> = new Set(
  (
    'output output-dir write-out dump-header stderr trace trace-ascii trace-config libcurl ' +
    'cookie-jar connect-timeout keepalive-time keepalive-cnt expect100-timeout ' +
    'happy-eyeballs-timeout-ms create-file-mode max-filesize max-redirs noproxy parallel-max ' +
    'proto proto-redir speed-limit speed-time etag-save random-file egd-file'
  ).split(' '),
);

const REDIRECTS = 'redirects are not followed; give the address that they lead to';
const PROXY = 'calls go to the server directly, not through a proxy';
const CREDENTIALS = 'only basic credentials (-u) and headers (-H) are sent';
const RETRIES = 'calls are never retried';
const ONE_REQUEST = 'one request is fired, many times';

/** What to say of options that would change the meaning. */
export const REFUSED: ReadonlyMap<string, string> = new Map(
  Object.entries({
    location: REDIRECTS,
    'location-trusted': REDIRECTS,
    proxy: PROXY,
    preproxy: PROXY,
    'proxy-user': PROXY,
    proxytunnel: PROXY,
    socks5: PROXY,
    'socks5-hostname': PROXY,
    'url-query': 'write the query into the address',
    'upload-file': 'use -X PUT --data-binary @FILE',
    digest: CREDENTIALS,
    ntlm: CREDENTIALS,
    negotiate: CREDENTIALS,
    anyauth: CREDENTIALS,
    'aws-sigv4': CREDENTIALS,
    netrc: 'give the credentials with -u; the number of calls comes before the word curl',
    'netrc-file': 'give the credentials with -u',
    'netrc-optional': 'give the credentials with -u',
    'http1.0': 'calls use HTTP/1.1',
    'http2-prior-knowledge': 'put --http2 before the word curl',
    http3: 'calls use HTTP/1.1 or, with --http2 before the word curl, HTTP/2',
    retry: RETRIES,
    'retry-connrefused': RETRIES,
    'retry-all-errors': RETRIES,
    config: 'write its options on the command line',
    next: ONE_REQUEST,
    'limit-rate': 'answers are read as fast as they come',
    ipv4: 'name the address with --resolve HOST:PORT:ADDRESS',
    ipv6: 'name the address with --resolve HOST:PORT:ADDRESS',
    help: 'write --help before curl for the help of concurrency-check',
    version: 'write --version before curl for the version of concurrency-check',
  }),
);

/** The long name of each short option. */
export const LONG_NAMES: Readonly<Record<string, string>> = {
  0: 'http1.0',
  1: 'tlsv1',
  2: 'sslv2',
  3: 'sslv3',
  4: 'ipv4',
  6: 'ipv6',
  '#': 'progress-bar',
  ':': 'next',
  a: 'append',
  A: 'user-agent',
  b: 'cookie',
  B: 'use-ascii',
  c: 'cookie-jar',
  C: 'continue-at',
  d: 'data',
  D: 'dump-header',
  e: 'referer',
  E: 'cert',
  f: 'fail',
  F: 'form',
  g: 'globoff',
  G: 'get',
  h: 'help',
  H: 'header',
  i: 'include',
  I: 'head',
  j: 'junk-session-cookies',
  J: 'remote-header-name',
  k: 'insecure',
  K: 'config',
  l: 'list-only',
  L: 'location',
  m: 'max-time',
  M: 'manual',
  n: 'netrc',
  N: 'no-buffer',
  o: 'output',
  O: 'remote-name',
  p: 'proxytunnel',
  P: 'ftp-port',
  q: 'disable',
  Q: 'quote',
  r: 'range',
  R: 'remote-time',
  s: 'silent',
  S: 'show-error',
  t: 'telnet-option',
  T: 'upload-file',
  u: 'user',
  U: 'proxy-user',
  v: 'verbose',
  V: 'version',
  w: 'write-out',
  x: 'proxy',
  X: 'request',
  y: 'speed-time',
  Y: 'speed-limit',
  z: 'time-cond',
  Z: 'parallel',
};
