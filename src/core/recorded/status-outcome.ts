import { refused } from '../answers/answer.ts';
import type { RecordedCall } from './recorded-call.ts';

const NOT_MODIFIED = 304;
const TOO_MANY_REQUESTS = 429;

/** The outcome of a call if only its status is known; status 0 means no answer. */
export function statusOutcome(status: number): Pick<RecordedCall, 'outcome' | 'status' | 'error'> {
  if (status === 0) {
    return { outcome: 'failed', error: { code: 'network', message: 'there was no answer' } };
  }
  if (status === TOO_MANY_REQUESTS) return refused(status);
  if ((status >= 200 && status < 300) || status === NOT_MODIFIED) {
    return { outcome: 'answered', status };
  }
  const error = { code: `status-${status}`, message: `status ${status}` };
  return { outcome: 'failed', status, error };
}
