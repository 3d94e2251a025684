import { defined } from '../core/defined.ts';
import { maskWords } from '../core/secrets/command-secrets.ts';

/** What a process is, as far as its command line shows. */
export interface Identity {
  readonly program: string;
  readonly runtime?: string;
  readonly framework?: string;
  readonly command: string;
  /** Set if it passes calls on to another server. */
  readonly proxy?: true;
}

/** What runs the code of a program, by the name of the executable. */
const RUNTIMES: readonly (readonly [RegExp, string])[] = [
  [/^(?:python|pypy)[\d.]*$/i, 'Python'], // macOS writes Python
  [/^node(?:js)?$/, 'Node.js'],
  [/^deno$/, 'Deno'],
  [/^bun$/, 'Bun'],
  [/^ruby[\d.]*$/, 'Ruby'],
  [/^php(?:-fpm)?[\d.]*$/, 'PHP'],
  [/^java$/, 'JVM'],
  [/^dotnet$/, '.NET'],
  [/^perl[\d.]*$/, 'Perl'],
  [/^beam\.smp$/, 'Erlang'],
];

/** Servers that are known by name, as a module, a script or a title that the process gave itself. */
const SERVERS: ReadonlySet<string> = new Set(
  'uvicorn gunicorn hypercorn waitress waitress-serve daphne granian uwsgi http.server flask fastapi puma unicorn passenger thin webrick falcon next nuxt nest vite php-fpm frankenphp apache2 httpd nginx haproxy envoy traefik caddy varnishd docker-proxy socat ssh rootlesskit gvproxy'.split(
    ' ',
  ),
);

/** What passes calls on; the code runs elsewhere. */
const PROXIES: ReadonlySet<string> = new Set(
  'nginx haproxy envoy traefik caddy varnishd docker-proxy socat ssh rootlesskit gvproxy'.split(
    ' ',
  ),
);

/** With --http, a process of uWSGI's own passes calls on to its workers (uWSGI docs, "Native HTTP support"). */
const HTTP_ROUTER = /(?:^|[ /])uwsgi[\w-]*\b.* --https?(?:[= ]|$)/;

/** Frameworks that a command line names. */
const FRAMEWORKS: readonly (readonly [RegExp, string])[] = [
  [/(?:^|[ /])manage\.py runserver\b|\bdjango-admin runserver\b/, 'Django'],
  [/(?:^|[ /])flask\b.* run\b/, 'Flask'],
  [/(?:^|[ /])fastapi (?:dev|run)\b/, 'FastAPI'],
  [/(?:^|[ /])rails s(?:erver)?\b/, 'Rails'],
  [/(?:^|[ /])artisan serve\b/, 'Laravel'],
  [/(?:^|[ /])next(?:-server)?\b.*/, 'Next.js'],
];

/** Says what a process is by its command line and the path of its executable. */
export function identifyProgram(words: readonly string[], executable: string): Identity {
  const runtime = RUNTIMES.find(([pattern]) => pattern.test(baseOf(executable)))?.[1];
  const program =
    titleOf(words.join(' ')) ?? (runtime === undefined ? binaryOf(executable) : scriptOf(words));
  const line = words.join(' ');
  const framework = FRAMEWORKS.find(([pattern]) => pattern.test(line))?.[1];
  return {
    program,
    ...defined({ runtime, framework }),
    command: maskWords(words).join(' '),
    ...(PROXIES.has(program) || HTTP_ROUTER.test(line) ? { proxy: true } : {}),
  };
}

/** Whether a process says what it is; the children of some servers do not. */
export function isIdentified({ program }: Identity): boolean {
  return SERVERS.has(program);
}

/** Debian splits uWSGI: `uwsgi_python3` leads to `uwsgi-core`. */
const UWSGI = /^uwsgi(?:-core|_\w+)$/;

function binaryOf(executable: string): string {
  const name = baseOf(executable);
  return UWSGI.test(name) ? 'uwsgi' : name;
}

/** `nginx: worker process`, `gunicorn: worker [app]`, `puma 6.4 (...) [app]`: a title that the program sets. */
function titleOf(line: string): string | undefined {
  const [, name = ''] = /^([\w.-]+)(?::| [\d.]+ \()/.exec(line) ?? [];
  return SERVERS.has(name) ? name : undefined;
}

/** Options of interpreters whose value is a separate word. */
const WITH_VALUE: ReadonlySet<string> = new Set(
  '-W -X -r --require --import --loader -cp -classpath --class-path -I -e'.split(' '),
);

/** What stands before a module or an archive, or (`-c`, `-S`) instead of a script. */
const NAMES_SCRIPT: ReadonlySet<string> = new Set(['-m', '-jar', '-c', '-S']);

/** The module or script that an interpreter runs: `uvicorn`, `node server.mjs`. */
function scriptOf([first = '', ...words]: readonly string[]): string {
  const interpreter = baseOf(first);
  const rest = words[0] === 'run' ? words.slice(1) : words; // deno and bun
  const at = rest.findIndex(
    (word, index) =>
      NAMES_SCRIPT.has(word) || !(word.startsWith('-') || WITH_VALUE.has(rest[index - 1] ?? '')),
  );
  const word = rest[at] ?? '';
  if (word === '-c' || word === '-S') return interpreter;
  const script = NAMES_SCRIPT.has(word) ? (rest[at + 1] ?? '') : word;
  return named(interpreter, baseOf(script));
}

function named(interpreter: string, script: string): string {
  return SERVERS.has(script) ? script : `${interpreter} ${script}`.trimEnd();
}

function baseOf(file: string): string {
  return file.replace(/ \(deleted\)$/, '').replace(/^.*\//, '');
}
