import { describe, expect, test } from 'vitest';
import { WHY_CASES } from './cases.ts';
import { tryOut, type Experiment } from './experiment.ts';
import { isInstalled } from './install.ts';

/** A busy machine may spoil an experiment, but not this many times in a row. */
const TRIES = 3;

describe('what is true of a server is proved for', () => {
  for (const { name, needs, start, proof } of WHY_CASES) {
    const isMissing = needs !== undefined && !isInstalled(needs);
    test.skipIf(isMissing)(isMissing ? `${name} (${needs} is missing)` : name, async () => {
      const { port, stop } = await start();
      try {
        for (const experiment of proof) {
          expect(await triedOut(port, experiment), JSON.stringify(experiment)).toEqual([]);
        }
      } finally {
        await stop();
      }
    });
  }
});

async function triedOut(port: number, experiment: Experiment): Promise<string[]> {
  for (let nth = 1; ; nth += 1) {
    const wrong = await tryOut(port, experiment);
    if (wrong.length === 0 || nth === TRIES) return wrong;
  }
}
