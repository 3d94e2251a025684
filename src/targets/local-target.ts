import type { Clock } from '../core/fire.ts';
import { httpTarget } from './http-target.ts';
import type { Mode } from './local-service.ts';
import type { RunningOffline } from './service/offline.ts';
import type { Target } from './target.ts';
import { describeSpec } from './target-spec.ts';

/** A target for a route of the local service, which must be running; `path` includes the query. */
export function localTarget(options: {
  readonly service: Pick<RunningOffline, 'origin'>;
  readonly path: string;
  readonly mode: Mode;
  readonly timeoutMs: number;
  readonly clock: Clock;
}): Target {
  const { service, path, mode, timeoutMs, clock } = options;
  return httpTarget({
    url: new URL(path, service.origin),
    message: { method: 'GET', headers: {} },
    description: describeSpec({ kind: 'local', path, mode }),
    timeoutMs,
    clock,
    pongExpected: true,
  });
}
