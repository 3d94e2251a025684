import { afterAll, describe, expect, test } from 'vitest';
import { diagnoseServer } from './assess.ts';
import { WHY_CASES } from './cases.ts';
import { isInstalled } from './install.ts';

describe('--why on a real server', () => {
  const undecided: string[] = [];
  afterAll(() => {
    process.stdout.write(`undecided: ${undecided.join(', ') || 'none'}\n`);
  });

  for (const tried of WHY_CASES.filter(({ onlyInBench }) => onlyInBench !== true)) {
    const { name, needs, start } = tried;
    const isMissing = needs !== undefined && !isInstalled(needs);
    const title = isMissing ? `${name} (${needs} is missing)` : name;
    test.skipIf(isMissing)(title, async ({ annotate }) => {
      const server = await start();
      try {
        const { grade, said, complaints } = await diagnoseServer(server, tried);
        await annotate(`${grade}: ${said}`);
        expect(complaints).toEqual([]);
        if (grade === 'undecided') undecided.push(name);
      } finally {
        await server.stop();
      }
    });
  }
});
