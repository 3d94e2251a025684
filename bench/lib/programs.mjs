// Finds, installs and runs other programs. Whatever is started here is ended here.
import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** Ignored by git. Nothing that a bench makes lies elsewhere. */
export const BENCH_FOLDER = path.join(ROOT, '.bench');

const SYSTEM_FOLDERS = ['/usr/sbin', '/usr/local/sbin', '/sbin'];

/**
 * @param {string} name
 * @returns {string | undefined} where it is
 */
export function findProgram(name) {
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter(Boolean);
  return [...folders, ...SYSTEM_FOLDERS].map((folder) => path.join(folder, name)).find(isProgram);
}

/** @param {string} file */
export function isProgram(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Runs a program to its end.
 * @param {readonly string[]} command
 * @param {{ timeoutMs?: number, accept?: readonly number[], onStart?: (pid: number) => void }} [options]
 * @returns {Promise<string>} what it wrote to its standard output
 * @throws where it cannot be started, takes too long or ends with another exit status than 0
 */
export function run([program, ...args], { timeoutMs = 60_000, accept = [0], onStart } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
    });
    const stdout = collect(child.stdout);
    const stderr = collect(child.stderr);
    child.once('spawn', () => onStart?.(child.pid));
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (accept.includes(code)) return resolve(stdout().toString());
      const why = signal === null ? `exit status ${code}` : `ended by ${signal}`;
      const said = lastLine(stderr()) || lastLine(stdout());
      reject(new Error(`${path.basename(program)}: ${why}${said && `: ${said}`}`));
    });
  });
}

/**
 * Starts a program that goes on until it is stopped, and waits until it says that it is ready.
 * @param {readonly string[]} command
 * @param {{ ready: RegExp, readyWithinMs?: number }} options
 */
export async function start([program, ...args], { ready, readyWithinMs = 10_000 }) {
  const child = spawn(program, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  const stdout = collect(child.stdout);
  const stderr = collect(child.stderr);
  const closed = new Promise((resolve) => child.once('close', resolve));
  const stop = async (signal = 'SIGTERM') => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    await closed;
    return { stdout: stdout(), stderr: stderr().toString() };
  };
  const match = await new Promise((resolve, reject) => {
    const look = () => {
      const found = ready.exec(`${stdout().toString('latin1')}\n${stderr().toString()}`);
      if (found !== null) resolve(found);
    };
    const fail = (why) => reject(new Error(`${path.basename(program)} ${why}`));
    child.stdout.on('data', look);
    child.stderr.on('data', look);
    child.once('error', (error) => fail(`did not start: ${error.message}`));
    child.once('close', () => fail(`ended: ${lastLine(stderr()) || 'no word why'}`));
    setTimeout(() => fail(`was not ready within ${readyWithinMs} ms`), readyWithinMs).unref();
  }).catch(async (error) => {
    if (child.pid !== undefined) await stop('SIGKILL');
    throw error;
  });
  return { pid: child.pid, match, stop };
}

/** @param {import('node:stream').Readable} stream */
function collect(stream) {
  const chunks = [];
  stream.on('data', (chunk) => chunks.push(chunk));
  return () => Buffer.concat(chunks);
}

/** @param {Buffer} output */
function lastLine(output) {
  return output.toString().trim().split('\n').at(-1) ?? '';
}
