import { describe, expect, it } from 'vitest';
import { fromCache, servedByHeaders } from '../../../src/core/answers/answer-headers.ts';

describe('the instance in the headers', () => {
  it('comes from the header that was asked for', () => {
    const headers = { 'x-worker': 'w7', 'x-instance-id': 'other' };
    expect(servedByHeaders(headers, 'x-worker')).toEqual({ instance: 'w7' });
  });

  it('is unknown if that header is missing, whatever others there are', () => {
    expect(servedByHeaders({ 'x-instance-id': 'i1' }, 'x-worker')).toBeUndefined();
  });

  it('comes from a well-known header', () => {
    expect(servedByHeaders({ 'x-pod-name': 'ping-1' }, undefined)).toEqual({ instance: 'ping-1' });
  });

  it('is unknown if there are two well-known headers', () => {
    const headers = { 'x-pod-name': 'ping-1', 'x-backend-server': 'b2' };
    expect(servedByHeaders(headers, undefined)).toBeUndefined();
  });

  it('is unknown if the header is empty', () => {
    expect(servedByHeaders({ 'x-pod-name': '' }, undefined)).toBeUndefined();
  });
});

describe('the duration in Server-Timing', () => {
  it.each([
    ['app;dur=12.5', 12.5],
    ['cache;desc="miss", total;dur=80, db;dur=30', 80],
    ['app;desc="it";dur="7"', 7],
    ['total;dur=0', 0],
  ])('of %s is %d ms', (header, serviceMs) => {
    expect(servedByHeaders({ 'server-timing': header }, undefined)).toEqual({ serviceMs });
  });

  it.each(['db;dur=1, app;dur=2', 'miss', 'app;dur=soon', 'app;dur=-1', ''])(
    'is unknown if the header is %j',
    (header) => {
      expect(servedByHeaders({ 'server-timing': header }, undefined)).toBeUndefined();
    },
  );
});

describe('an answer from a cache', () => {
  it.each([{ age: '12' }, { 'x-cache': 'HIT' }, { 'x-cache': 'Hit from cloudfront' }])(
    'is recognized by %j',
    (headers) => {
      expect(fromCache(headers)).toBe(true);
    },
  );

  it.each([{}, { age: '0' }, { age: 'old' }, { 'x-cache': 'MISS' }, { 'x-cache': 'whitewash' }])(
    'is not recognized by %j',
    (headers) => {
      expect(fromCache(headers)).toBe(false);
    },
  );
});

const timesOf = (headers: Record<string, string>) => servedByHeaders(headers, undefined);

describe('how long the server took', () => {
  it.each([
    ['x-runtime', '0.3', 300],
    ['x-process-time', '0.0125', 12.5],
    ['x-process-time', '5.1e-05', 0.051],
    ['x-response-time', '12', 12],
    ['x-response-time', '12ms', 12],
    ['x-response-time', '12.5 ms', 12.5],
    ['x-response-time', '0.25s', 250],
    ['x-response-time', '500us', 0.5],
    ['x-envoy-upstream-service-time', '7', 7],
  ])('by %s: %s is %d ms', (header, value, serviceMs) => {
    expect(timesOf({ [header]: value })).toEqual({ serviceMs });
  });

  it.each([
    ['x-runtime', 'fast'],
    ['x-response-time', '-3'],
    ['x-response-time', '3 weeks'],
    ['x-process-time', ''],
    ['x-envoy-upstream-service-time', '1e400'],
  ])('is unknown by %s: %j', (header, value) => {
    expect(timesOf({ [header]: value })).toBeUndefined();
  });

  it('is the longest of headers that agree', () => {
    const headers = { 'x-runtime': '0.298', 'x-envoy-upstream-service-time': '301' };
    expect(timesOf(headers)).toEqual({ serviceMs: 301 });
  });

  it('is unknown if headers disagree, which is kept', () => {
    const headers = { 'server-timing': 'app;dur=12', 'x-runtime': '0.3' };
    expect(timesOf(headers)).toEqual({ conflictingMs: { 'server-timing': 12, 'x-runtime': 300 } });
  });
});
