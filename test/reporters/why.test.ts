import { describe, expect, it } from 'vitest';
import { diffRuns } from '../../src/core/diff/diff-runs.ts';
import { judge } from '../../src/core/run.ts';
import { runDocuments } from '../../src/output/formats.ts';
import { renderTerminal } from '../../src/reporters/terminal/report.ts';
import { watchedRun } from '../helpers/runs/watched-run.ts';
import { expectToMatchSchema } from '../helpers/schema.ts';

describe('a run of which it is known why calls waited', () => {
  const run = judge(
    watchedRun({
      did: [{ mainThread: 0.98, cores: 0.98 }],
      waiting: [
        [0, 9],
        [0, 8],
        [0, 7],
      ],
    }),
  );

  it('says so in every format', async () => {
    expect(run.why).toBeDefined();
    const { json, html, markdown } = runDocuments({ run, diff: diffRuns(run, run) });
    const content: { readonly why?: { readonly message?: string } } = JSON.parse(await json());
    expectToMatchSchema(content);
    const message = content.why?.message ?? 'no message';
    for (const text of [await html(), await markdown(), renderTerminal({ run }, STYLE)]) {
      expect(text.replaceAll(/\s+/g, ' ')).toContain(message);
    }
  });
});

const STYLE = { columns: 80, color: false, unicode: true };
