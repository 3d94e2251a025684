import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../helpers/run.ts';
import { PYTHON, tarball, TOOLS } from './places.ts';
import { addFiles, projectWith, runIn } from './project.ts';

// What docs/in-tests.md shows is what is run here.

const page = readFileSync(path.join(ROOT, 'docs/in-tests.md'), 'utf8');
const tool = (name: string): string => path.join(TOOLS, 'node_modules/.bin', name);

/** The examples of a language below a heading. */
function examples(heading: string, language: string): string[] {
  const [, section = ''] = page.split(`## ${heading}\n`);
  const [own = ''] = section.split('\n## ');
  return [...own.matchAll(new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 'gs'))].map(
    ([, code = '']) => code,
  );
}

/** A server that takes its port as an argument, and either waits or blocks. */
const server = (answer: string): string => `
import { createServer } from 'node:http';
const neverNotified = new Int32Array(new SharedArrayBuffer(4));
createServer((request, response) => { ${answer} }).listen(Number(process.argv[2]), '127.0.0.1');
`;
const SERVERS = {
  waiting: server('setTimeout(() => response.end("pong"), 300);'),
  blocking: server('Atomics.wait(neverNotified, 0, 0, 150); response.end("pong");'),
};

const project = projectWith(tarball(), 'with-tools');

describe('Vitest', () => {
  const [setup = '', test = ''] = examples('Vitest', 'js');
  addFiles(project, {
    'vitest.config.js':
      "export default { test: { setupFiles: ['./setup.js'], include: ['ping.test.js'] } };\n",
    'setup.js': setup,
    'ping.test.js': test,
  });
  const run = (which: keyof typeof SERVERS): string => {
    addFiles(project, { 'server.mjs': SERVERS[which] });
    const { stdout, stderr } = runIn(project, [tool('vitest'), 'run', '--no-color']);
    return stdout + stderr;
  };

  it('passes on a server that waits', () => {
    expect(run('waiting')).toMatch(/Tests\s+1 passed/);
  });

  it('fails on one that blocks, and names the cause', () => {
    const output = run('blocking');
    expect(output).toMatch(/Tests\s+1 failed/);
    expect(output).toContain('to serve 8 calls at a time');
    expect(output).toContain('SERIAL   one call at a time');
    expect(output).toContain('WHY   the event loop is blocked');
  });
});

describe('Jest', () => {
  const [extend = ''] = examples('Jest', 'js');
  const body = examples('Vitest', 'js')[1]?.split('\n').slice(1).join('\n') ?? '';

  it('passes and fails as Vitest does', () => {
    const jestBody = body.replace('{ timeout: 60_000 }, ', '').replace(/\}\);\n$/, '}, 60_000);\n');
    addFiles(project, {
      'ping.spec.js': `import { test } from '@jest/globals';\n${extend}${jestBody}`,
      'jest.config.js': "export default { testMatch: ['**/ping.spec.js'], transform: {} };\n",
      'server.mjs': SERVERS.waiting,
    });
    const env = { NODE_OPTIONS: '--experimental-vm-modules --no-warnings' };
    const run = (): string => runIn(project, [tool('jest'), '--no-color'], env).stderr;
    expect(run()).toMatch(/Tests:\s+1 passed/);
    addFiles(project, { 'server.mjs': SERVERS.blocking });
    const output = run();
    expect(output).toMatch(/Tests:\s+1 failed/);
    expect(output).toContain('WHY   the event loop is blocked');
  });
});

describe('pytest', () => {
  const [fixture = '', test = ''] = examples('pytest', 'python');
  const serverFixture = `
import socket, time

@pytest.fixture
def server_url():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(["node", "server.mjs", str(port)])
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            break
        except OSError:
            time.sleep(0.05)
    yield f"http://127.0.0.1:{port}/ping"
    server.kill()
    server.wait()
`;

  it('passes on a server that waits, and fails on one that blocks', () => {
    addFiles(project, {
      'conftest.py': fixture + serverFixture,
      'test_ping.py': test,
      'server.mjs': SERVERS.waiting,
    });
    const run = (): string => runIn(project, [PYTHON, '-m', 'pytest', '-q', '--color=no']).stdout;
    expect(run()).toMatch(/1 passed/);
    addFiles(project, { 'server.mjs': SERVERS.blocking });
    const output = run();
    expect(output).toMatch(/1 failed/);
    expect(output).toContain('event-loop-blocked');
  });

  it('has a fixture of about ten lines', () => {
    const lines = fixture.split('@pytest.fixture\n')[1]?.trim().split('\n') ?? [];
    expect(lines.filter((line) => line !== '').length).toBeLessThanOrEqual(10);
  });
});
