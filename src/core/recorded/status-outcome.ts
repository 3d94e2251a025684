import type { RecordedCall } from './recorded-call.ts';

const NOT_MODIFIED = 304;
const TOO_MANY_REQUESTS = 429;

/** The outcome of a call of which only the status is known; status 0 stands for no answer. */
export function statusOutcome(status: number): Pick<RecordedCall, 'outcome' | 'status' | 'error'> {
  if (status === 0) {
    return { outcome: 'failed', error: { code: 'network', message: 'there was no answer' } };
  }
  const code = `status-${status}`;
  if (status === TOO_MANY_REQUESTS) {
    const message = `the server refused the call (status ${status})`;
    return { outcome: 'throttled', status, error: { code, message } };
  }
  if ((status >= 200 && status < 300) || status === NOT_MODIFIED) {
    return { outcome: 'answered', status };
  }
  return { outcome: 'failed', status, error: { code, message: `status ${status}` } };
}
