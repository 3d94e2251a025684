import { describe, expect, it } from 'vitest';
import { identifyProgram } from '../../src/observe/identify-program.ts';

/** Command lines as /proc shows them, the executable, and what they say. */
const PROGRAMS: readonly (readonly [string, string, object])[] = [
  ['/venv/bin/python /venv/bin/uvicorn app:app', '/usr/bin/python3.11', python('uvicorn')],
  ['python -m uvicorn --port 8000 app:app', '/usr/bin/python3.11', python('uvicorn')],
  ['/venv/bin/python /venv/bin/gunicorn -w 2 a:app', '/usr/bin/python3.11', python('gunicorn')],
  ['gunicorn: worker [a:app]', '/usr/bin/python3.11', python('gunicorn')],
  ['python -u -W ignore server.py 8000', '/usr/bin/python3.11', python('python server.py')],
  ['python3 -m http.server 8000', '/usr/bin/python3.11', python('http.server')],
  [
    'python manage.py runserver 8000',
    '/usr/bin/python3.11',
    { ...python('python manage.py'), framework: 'Django' },
  ],
  [
    'python -m flask --app a run',
    '/usr/bin/python3.11',
    { ...python('flask'), framework: 'Flask' },
  ],
  [
    '/venv/bin/python /venv/bin/fastapi dev main.py',
    '/usr/bin/python3.11',
    { ...python('fastapi'), framework: 'FastAPI' },
  ],
  ['python -c print(1)', '/usr/bin/python3.11', python('python')],
  ['node --inspect=0 server.mjs 8000', '/usr/bin/node', runs('Node.js', 'node server.mjs')],
  ['node -r dotenv/config app.js', '/usr/bin/node', runs('Node.js', 'node app.js')],
  ['deno run -A main.ts', '/usr/bin/deno', runs('Deno', 'deno main.ts')],
  ['bun run server.ts', '/root/.bun/bin/bun', runs('Bun', 'bun server.ts')],
  ['puma 6.4.2 (tcp://0.0.0.0:3000) [app]', '/usr/bin/ruby3.1', runs('Ruby', 'puma')],
  ['puma: cluster worker 0: 123 [app]', '/usr/bin/ruby3.1', runs('Ruby', 'puma')],
  ['php -S localhost:8000 -t public', '/usr/bin/php8.2', runs('PHP', 'php')],
  ['php-fpm: pool www', '/usr/sbin/php-fpm8.2', runs('PHP', 'php-fpm')],
  ['java -Xmx1g -jar /srv/app.jar', '/usr/lib/jvm/bin/java', runs('JVM', 'java app.jar')],
  ['java -cp a:b com.example.Main', '/usr/lib/jvm/bin/java', runs('JVM', 'java com.example.Main')],
  ['./server -port 8000', '/srv/server (deleted)', { program: 'server' }],
  ['nginx: worker process', '/usr/sbin/nginx', { program: 'nginx', proxy: true }],
  ['uwsgi --http-socket :8000', '/usr/bin/uwsgi', { program: 'uwsgi' }],
  ['uwsgi_python3 --socket :8000', '/usr/bin/uwsgi-core', { program: 'uwsgi' }],
  ['uwsgi_python3 --http :8000', '/usr/bin/uwsgi-core', { program: 'uwsgi', proxy: true }],
  ['uwsgi --http :8000 -p 2', '/usr/bin/uwsgi', { program: 'uwsgi', proxy: true }],
  ['/venv/bin/uwsgi --master --https=:8443', '/venv/bin/uwsgi', { program: 'uwsgi', proxy: true }],
  ['haproxy -f /etc/haproxy.cfg', '/usr/sbin/haproxy', { program: 'haproxy', proxy: true }],
];

describe('identifyProgram', () => {
  it.each(PROGRAMS)('%s', (line, executable, expected) => {
    expect(identifyProgram(line.split(' '), executable)).toEqual({ command: line, ...expected });
  });

  it('keeps a title that it set itself in one piece', () => {
    expect(identifyProgram(['nginx: worker process'], '/usr/sbin/nginx').program).toBe('nginx');
  });

  it('leaves out secrets', () => {
    const words = 'node app.js --db=postgres://me:pw@db/x --api-key=k1 --password hunter2 --token';
    expect(identifyProgram(words.split(' '), '/usr/bin/node').command).toBe(
      'node app.js --db=postgres://***@db/x --api-key=*** --password *** --token',
    );
  });
});

function python(program: string): object {
  return runs('Python', program);
}

function runs(runtime: string, program: string): object {
  return { runtime, program };
}
