import { describe, expect, it } from 'vitest';
import { judge, type Run } from '../../src/core/run.ts';
import { readSaved } from '../../src/saved-run.ts';
import { fixture } from '../helpers/fixtures.ts';

// Each recording with the verdict that test/fixtures/recordings/README.md expects.

function judged(name: string): Run {
  const saved = readSaved(fixture(`recordings/${name}.json`));
  if (saved.kind !== 'run') throw new Error(`${name}: expected a run, received a comparison`);
  return judge(saved.recording);
}

const codesOf = ({ warnings }: Run): string[] => warnings.map(({ code }) => code);

describe('recordings from real clouds', () => {
  it('aws-sleep-50 is parallel: one instance per call, all at once', () => {
    const run = judged('aws-sleep-50');
    expect(run.verdict).toMatchObject({
      kind: 'parallel',
      workers: { estimate: 50, low: 50, high: null },
    });
    expect(run.bursts[0]?.timeline).toMatchObject({ instances: 50, handlers: { peakOverlap: 50 } });
    expect(codesOf(run)).not.toContain('instances-late');
  });

  it('azure-limit1-100 is parallel: four instances, one call at a time on each', () => {
    const run = judged('azure-limit1-100');
    expect(run.verdict).toMatchObject({
      kind: 'parallel',
      workers: { estimate: 4, low: 4, high: 4 },
    });
    expect(run.bursts[0]?.timeline).toMatchObject({ instances: 4, handlers: { peakOverlap: 4 } });
    expect(run.verdict.reasons[0]).toMatchObject({ code: 'ran-together', mostOnOne: 1 });
  });

  it('azure-cpu-20 is contended: 20 calls in progress on one core', () => {
    const run = judged('azure-cpu-20');
    expect(run.verdict).toMatchObject({ kind: 'contended', workers: { estimate: 1 } });
    expect(run.bursts[0]?.timeline).toMatchObject({ instances: 1, handlers: { peakOverlap: 20 } });
  });

  it('gcp-sleep-50 is parallel: one instance per call, but some come up late', () => {
    const run = judged('gcp-sleep-50');
    expect(run.verdict).toMatchObject({
      kind: 'parallel',
      workers: { estimate: 31, low: 8, high: 31 },
    });
    expect(run.bursts[0]?.timeline).toMatchObject({ instances: 50, handlers: { peakOverlap: 31 } });
    expect(codesOf(run)).toContain('instances-late');
  });
});
