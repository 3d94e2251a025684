import { afterAll, describe, expect, test } from 'vitest';
import { diagnoseServer, diagnoseStarted, type Assessment } from './assess.ts';
import type { WhyCase } from './case.ts';
import { WHY_CASES } from './cases.ts';
import { isInstalled } from './install.ts';

describe('--why on a real server', () => {
  const undecided: string[] = [];
  afterAll(() => {
    process.stdout.write(`undecided: ${undecided.join(', ') || 'none'}\n`);
  });

  for (const tried of WHY_CASES.filter(({ onlyInBench }) => onlyInBench !== true)) {
    const { name, needs } = tried;
    const isMissing = needs !== undefined && !isInstalled(needs);
    const title = isMissing ? `${name} (${needs} is missing)` : name;
    test.skipIf(isMissing)(title, async ({ annotate }) => {
      const { grade, said, complaints } = await diagnose(tried);
      await annotate(`${grade}: ${said}`);
      expect(complaints).toEqual([]);
      if (grade === 'undecided') undecided.push(name);
    });
  }
});

async function diagnose(tried: WhyCase): Promise<Assessment> {
  if (tried.command !== undefined) return diagnoseStarted(tried.command, tried);
  const server = await tried.start();
  try {
    return await diagnoseServer(server, tried);
  } finally {
    await server.stop();
  }
}
