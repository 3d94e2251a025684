import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { TargetError, UsageError } from '../errors.ts';
import { startOffline, type RunningOffline } from './service/offline.ts';

/** How the local service runs its handlers. */
export type Mode = 'one-process' | 'instance-per-call';

/**
 * Starts serverless-offline on free ports of the loopback interface and waits until it is ready.
 * @throws UsageError if the service is not here, as in an installed package.
 * @throws TargetError if it cannot start or is not ready in time.
 * @throws the reason of the signal if it aborts.
 */
export async function startLocalService(mode: Mode, signal: AbortSignal): Promise<RunningOffline> {
  const root = findProjectRoot();
  const service = {
    name: 'the local service',
    folder: root,
    sls: findServerlessCommand(root),
    arguments: mode === 'one-process' ? ['--useInProcess'] : [],
    env: { ...cacheOfOwn(root), ...process.env },
    hasHttp: true,
  };
  return startOffline(service, signal);
}

/** @throws UsageError if the service is not here to be compared, as in an installed package. */
export function assertServiceIsHere(): void {
  if (projectRoot() === undefined) {
    throw new UsageError(
      'a comparison calls the local service, which is only in a clone of the repository; compare there, or check a URL instead',
    );
  }
}

function findProjectRoot(): string {
  const root = projectRoot();
  if (root !== undefined) return root;
  throw new UsageError(
    'the local service is only in a clone of the repository; give the URL to check, such as http://localhost:3000/ping',
  );
}

/** The repository that this program was built in: the folder around `dist/`, which may have `parts/` in it. */
function projectRoot(): string | undefined {
  const here = path.dirname(fileURLToPath(import.meta.url));
  const folders = [path.resolve(here, '..'), path.resolve(here, '../..')];
  return folders.find((folder) => existsSync(path.join(folder, 'serverless.yml')));
}

/** osls caches compiled schemas in the home folder, which may be read-only, so it gets another folder. */
function cacheOfOwn(root: string): NodeJS.ProcessEnv {
  const folder = path.join(root, '.build');
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
  } catch {
    return {};
  }
  return { SLS_SCHEMA_CACHE_BASE_DIR: folder };
}

function findServerlessCommand(root: string): string {
  try {
    const resolve = createRequire(path.join(root, 'package.json')).resolve;
    return path.join(path.dirname(resolve('serverless/package.json')), 'bin', 'serverless.js');
  } catch (error) {
    throw new TargetError('the local service needs its packages; run npm ci first', {
      cause: error,
    });
  }
}
