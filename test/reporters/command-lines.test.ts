import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { commandLines } from '../../src/reporters/terminal/blocks.ts';
import { FILE_STYLE } from '../../src/reporters/terminal/style.ts';

const COMMAND = `printf '%s|' --against before.json 'http://localhost:8000/${'long/'.repeat(20)}{n}' -H 'x: it'\\''s   two  words' -n 24 -b 2 --why`;

it('a command on several lines is one for a shell, and no word of it is broken', () => {
  const lines = commandLines(COMMAND, { ...FILE_STYLE, columns: 60 });
  expect(lines.length).toBeGreaterThan(2);
  expect(lines.filter((line) => !line.includes('http')).every((line) => line.length <= 60)).toBe(
    true,
  );
  expect(printed(lines.join('\n'))).toBe(printed(COMMAND));
});

function printed(script: string): string {
  return execFileSync('sh', ['-c', script], { encoding: 'utf8' });
}
