import type { Clock } from '../core/fire.ts';
import type { HttpRequest, LocalRequest } from '../options.ts';
import { httpTarget } from './http.ts';
import { startLocalService } from './local-service.ts';
import { localTarget } from './local.ts';
import type { Target } from './target.ts';

export interface OpenTarget {
  readonly target: Target;
  /** Ends what was started for it. */
  readonly close: () => Promise<void>;
}

/** Makes what the command line names callable: the local service is started, an address is taken as it is. */
export async function openTarget(
  request: LocalRequest | HttpRequest,
  options: { readonly timeoutMs: number; readonly clock: Clock; readonly signal: AbortSignal },
): Promise<OpenTarget> {
  if (request.kind === 'http') {
    const { kind, url, message, instanceHeader } = request;
    const target = httpTarget({
      ...options,
      url,
      message,
      instanceHeader,
      description: { kind, method: message.method, url: url.href },
      pongExpected: false,
    });
    return { target, close: () => Promise.resolve() };
  }
  const service = await startLocalService(request.mode, options.signal);
  return { target: localTarget({ ...options, ...request, service }), close: service.stop };
}
