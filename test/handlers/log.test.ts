import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { logCall } from '../../handlers/log.ts';
import { captureLog } from '../helpers/console.ts';

const call = { route: '/ping', instance: '0123456789abcdef', nth: 1, cold: true, requestId: 'r-1' };

let log: ReturnType<typeof captureLog>;

beforeEach(() => {
  log = captureLog();
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

describe('where Lambda writes JSON', () => {
  it.each(['JSON', 'Json'])('hands over an object, not text to be encoded again (%s)', (format) => {
    vi.stubEnv('AWS_LAMBDA_LOG_FORMAT', format);
    logCall('Hello', call);
    expect(log.mock.calls).toEqual([[{ say: 'Hello', ...call }]]);
  });
});

describe.each([undefined, '', 'Text'])('where the log format is %j', (format) => {
  beforeEach(() => {
    vi.stubEnv('AWS_LAMBDA_LOG_FORMAT', format);
  });

  it('writes a line that a person reads', () => {
    logCall('Hello', call);
    logCall('Goodbye', { ...call, nth: 2, cold: false });
    expect(log.mock.calls).toEqual([
      ['Hello    /ping  instance 0123456789abcdef  call 1 (cold)  request r-1'],
      ['Goodbye  /ping  instance 0123456789abcdef  call 2 (warm)  request r-1'],
    ]);
  });

  it('does without a request id', () => {
    const { requestId: _, ...rest } = call;
    logCall('Hello', rest);
    expect(log.mock.calls).toEqual([
      ['Hello    /ping  instance 0123456789abcdef  call 1 (cold)  request -'],
    ]);
  });
});
