import { wasSeen, type About } from './about.ts';

/** What to do if each worker takes one call at a time. */
export function moreWorkers(about: About): string[] {
  const { program = '' } = about.server ?? {};
  if (wasSeen('workers-grew', about)) {
    return [GROWING[program] ?? GROWING_GENERIC];
  }
  const more = ONE_CALL[program] ?? ONE_CALL_GENERIC;
  if (wasSeen('busy-after-answers', about)) {
    return [
      'leave the work that follows the answer to a task queue or to other threads, so the worker can take the next call.',
      `Or ${more}`,
    ];
  }
  return [more];
}

const ONE_CALL_GENERIC =
  'run more workers, or a server that gives each call a thread (in Python: ThreadingHTTPServer).';

/** By program. */
const ONE_CALL: Readonly<Record<string, string>> = {
  gunicorn:
    'run more workers (--workers N), or give each of them threads (--threads M) (Gunicorn docs, "Settings").',
  flask: 'run it without --without-threads, or on a production server with several workers.',
  uwsgi:
    'run more workers (--processes N), or give each of them threads (--threads M) (uWSGI docs, "Quickstart for Python/WSGI applications").',
  php: 'set PHP_CLI_SERVER_WORKERS=N, or run PHP-FPM behind nginx (PHP manual, "Built-in web server").',
};

const GROWING_GENERIC =
  'start as many workers as the load needs, and keep them: the server adds some only while calls wait. If the most that it may have are still too few, allow more.';

const APACHE_GROWING =
  'start as many processes as the load needs: raise StartServers and MinSpareServers. If even MaxRequestWorkers are too few, raise that, too (Apache HTTP Server docs, "prefork").';

/** By program: what sets how many workers there are before calls wait. */
const GROWING: Readonly<Record<string, string>> = {
  uwsgi:
    'start as many workers as the load needs: raise --cheaper, the fewest that stay, and --cheaper-initial, or leave both out, so all of --processes run from the start. If those are too few, raise that, too (uWSGI docs, "The uWSGI cheaper subsystem").',
  apache2: APACHE_GROWING,
  httpd: APACHE_GROWING,
};
