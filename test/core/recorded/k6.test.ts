import { describe, expect, it } from 'vitest';
import { readK6Csv, readK6Json } from '../../../src/core/recorded/k6.ts';
import { isRecorded } from '../../../src/core/recorded/recorded-call.ts';

const HEADER = 'metric_name,timestamp,metric_value,error_code,method,name,status,url,extra_tags';

/** The calls in a CSV with one duration of 200 ms that has these fields. */
function callIn({ timestamp = '1795741097023', url = 'http://h/a', more = 'GET,http://h/a,200' }) {
  const [method, name, status] = more.split(',');
  const row = ['http_req_duration', timestamp, '200.5', '', method, name, status, url, ''];
  const recorded = readK6Csv([HEADER, row.join(',')].join('\n'));
  return isRecorded(recorded) ? recorded.calls[0] : recorded;
}

describe('the CSV of k6', () => {
  it.each([
    ['1795741097023', 1_795_741_097_023],
    ['1795741097023368', 1_795_741_097_023.368],
    ['1795741097023368001', 1_795_741_097_023.368],
    ['2026-11-27T00:58:17.0233684Z', 1_795_741_097_023.368],
    ['2026-11-27T01:58:17.023+01:00', 1_795_741_097_023],
  ])('has the time %s, at which a call ended', (timestamp, receivedAt) => {
    const call = callIn({ timestamp });
    expect(call).toHaveProperty('receivedAt', expect.closeTo(receivedAt, 2));
    expect(call).toHaveProperty('sentAt', expect.closeTo(receivedAt - 200.5, 2));
  });

  it.each(['1795741097', '2026-11-27T00:58:17Z'])('is refused with times like %s', (timestamp) => {
    expect(callIn({ timestamp })).toEqual({ code: 'whole-seconds' });
  });

  it.each(['', 'soon'])('is malformed with the time %j', (timestamp) => {
    expect(callIn({ timestamp })).toMatchObject({ code: 'incomplete' });
  });

  it('may quote fields', () => {
    expect(callIn({ url: '"http://h/a?x=1,2&y=""3"""' })).toMatchObject({
      url: 'http://h/a?x=1,2&y="3"',
    });
  });

  it('names a request, or leaves that to its URL', () => {
    expect(callIn({})).not.toHaveProperty('name');
    expect(callIn({ more: 'GET,the list,200' })).toMatchObject({ name: 'the list' });
    expect(callIn({ more: 'GET,http://h/a?key=SECRET,200' })).toMatchObject({
      name: 'http://h/a?key=***',
    });
  });
});

/** A line with the duration of one request that has these tags. */
function point(tags: object): string {
  return JSON.stringify({
    metric: 'http_req_duration',
    type: 'Point',
    data: { time: '2026-11-27T00:58:17.023368Z', value: 200, tags },
  });
}

describe('the JSON of k6', () => {
  it.each([
    ['1050', 'timeout'],
    ['1212', 'ECONNREFUSED'],
    ['1000', 'k6-1000'],
  ])('has the error %s without its text', (error_code, code) => {
    const read = readK6Json(
      point({
        status: '0',
        error_code,
        error: 'http://h/?SECRET',
        url: 'http://h/',
        method: 'GET',
      }),
    );
    expect(read).toMatchObject({ calls: [{ outcome: 'failed', error: { code } }] });
    expect(JSON.stringify(read)).not.toContain('SECRET');
  });

  it('names the line that is malformed', () => {
    const lines = [point({ status: '200' }), point({}).replace('200', '"200"')];
    expect(readK6Json(lines.join('\n'))).toEqual({ code: 'incomplete', format: 'k6', line: 2 });
  });
});
