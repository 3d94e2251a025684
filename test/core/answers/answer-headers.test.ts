import { describe, expect, it } from 'vitest';
import { fromCache, servedByHeaders } from '../../../src/core/answers/answer-headers.ts';

describe('the instance that headers name', () => {
  it('is that of the header that was asked for', () => {
    const headers = { 'x-worker': 'w7', 'x-instance-id': 'other' };
    expect(servedByHeaders(headers, 'x-worker')).toEqual({ instance: 'w7' });
  });

  it('is unknown where the header that was asked for is not there, whatever else is', () => {
    expect(servedByHeaders({ 'x-instance-id': 'i1' }, 'x-worker')).toBeUndefined();
  });

  it('is that of a well-known header', () => {
    expect(servedByHeaders({ 'x-pod-name': 'ping-1' }, undefined)).toEqual({ instance: 'ping-1' });
  });

  it('is unknown where two well-known headers compete', () => {
    const headers = { 'x-pod-name': 'ping-1', 'x-backend-server': 'b2' };
    expect(servedByHeaders(headers, undefined)).toBeUndefined();
  });

  it('is not an empty one', () => {
    expect(servedByHeaders({ 'x-pod-name': '' }, undefined)).toBeUndefined();
  });
});

describe('the duration that Server-Timing tells', () => {
  it.each([
    ['app;dur=12.5', 12.5],
    ['cache;desc="miss", total;dur=80, db;dur=30', 80],
    ['app;desc="it";dur="7"', 7],
    ['total;dur=0', 0],
  ])('%s is %d ms', (header, serviceMs) => {
    expect(servedByHeaders({ 'server-timing': header }, undefined)).toEqual({ serviceMs });
  });

  it.each(['db;dur=1, app;dur=2', 'miss', 'app;dur=soon', 'app;dur=-1', ''])(
    '%j says nothing that could be relied on',
    (header) => {
      expect(servedByHeaders({ 'server-timing': header }, undefined)).toBeUndefined();
    },
  );
});

describe('an answer from a cache', () => {
  it.each([{ age: '12' }, { 'x-cache': 'HIT' }, { 'x-cache': 'Hit from cloudfront' }])(
    'is known by %j',
    (headers) => {
      expect(fromCache(headers)).toBe(true);
    },
  );

  it.each([{}, { age: '0' }, { age: 'old' }, { 'x-cache': 'MISS' }, { 'x-cache': 'whitewash' }])(
    'is not known by %j',
    (headers) => {
      expect(fromCache(headers)).toBe(false);
    },
  );
});
