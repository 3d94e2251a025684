// Finds and runs other programs.
import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root folder of the project. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** The folder for everything that a bench writes or installs. Git ignores it. */
export const BENCH_FOLDER = path.join(ROOT, '.bench');

const SYSTEM_FOLDERS = ['/usr/sbin', '/usr/local/sbin', '/sbin'];

/**
 * @param {string} name
 * @returns {string | undefined} the path of an installed program
 */
export function findProgram(name) {
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter(Boolean);
  return [...folders, ...SYSTEM_FOLDERS].map((folder) => path.join(folder, name)).find(isProgram);
}

/**
 * Whether a file exists and is executable.
 * @param {string} file
 */
export function isProgram(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Runs a program until it exits.
 * @param {readonly string[]} command
 * @param {{ timeoutMs?: number, accept?: readonly number[], onStart?: (pid: number) => void }} [options]
 * @returns {Promise<string>} its stdout
 * @throws if it does not start, takes longer than `timeoutMs` or exits with a status not in `accept`
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
      const why = signal === null ? `exit status ${code}` : `killed by ${signal}`;
      const output = lastLine(stderr()) || lastLine(stdout());
      reject(new Error(`${path.basename(program)}: ${why}${output && `: ${output}`}`));
    });
  });
}

/**
 * Starts a program that runs until it is stopped, and waits until its output matches `ready`.
 * @throws if it does not start, exits or is not ready within `readyWithinMs`
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
    child.once('close', () => fail(`exited: ${lastLine(stderr()) || 'no output on stderr'}`));
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
