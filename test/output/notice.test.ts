import { describe, expect, it } from 'vitest';
import { writeNotice } from '../../src/output/notice.ts';

function written(notice: string, terminal: { isTTY?: boolean; columns?: number } = {}): string {
  let text = '';
  writeNotice(notice, { ...terminal, write: (part) => (text += part) });
  return text;
}

const LONG = 'warning: this machine was busy before the first call, so its server was slow';

describe('a notice', () => {
  it('is one line where nobody sees it on a terminal', () => {
    expect(written(LONG)).toBe(`${LONG}\n`);
    expect(written(LONG, { columns: 30 })).toBe(`${LONG}\n`);
    expect(written(LONG, { isTTY: true })).toBe(`${LONG}\n`);
    expect(written(LONG, { isTTY: true, columns: 19 })).toBe(`${LONG}\n`);
  });

  it('fits the terminal, and later lines are indented', () => {
    const lines = written(LONG, { isTTY: true, columns: 30 }).split('\n');
    expect(lines).toEqual([
      'warning: this machine was',
      '  busy before the first call,',
      '  so its server was slow',
      '',
    ]);
  });

  it('keeps the lines of a server, and none of its escape sequences', () => {
    expect(written('ended:\n  \u001B[31mred', { isTTY: true, columns: 80 })).not.toContain(
      '\u001B',
    );
    expect(written('ended:\n  one\n  two')).toBe('ended:\n  one\n  two\n');
  });
});
