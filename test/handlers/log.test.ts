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

describe('logCall if Lambda writes JSON', () => {
  it.each(['JSON', 'Json'])('logs an object, which is not encoded twice (%s)', (format) => {
    vi.stubEnv('AWS_LAMBDA_LOG_FORMAT', format);
    logCall('Hello', call);
    expect(log.mock.calls).toEqual([[{ say: 'Hello', ...call }]]);
  });
});

describe.each([undefined, '', 'Text'])('logCall with a log format of %j', (format) => {
  beforeEach(() => {
    vi.stubEnv('AWS_LAMBDA_LOG_FORMAT', format);
  });

  it('writes a line of text', () => {
    logCall('Hello', call);
    logCall('Goodbye', { ...call, nth: 2, cold: false });
    expect(log.mock.calls).toEqual([
      ['Hello    /ping  instance 0123456789abcdef  call 1 (cold)  request r-1'],
      ['Goodbye  /ping  instance 0123456789abcdef  call 2 (warm)  request r-1'],
    ]);
  });

  it('works without a request id', () => {
    const { requestId: _, ...rest } = call;
    logCall('Hello', rest);
    expect(log.mock.calls).toEqual([
      ['Hello    /ping  instance 0123456789abcdef  call 1 (cold)  request -'],
    ]);
  });
});
