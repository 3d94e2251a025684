import { describe, expect, it } from 'vitest';
import { judge } from '../../../src/core/run.ts';
import { errorLine, printedWord } from '../../../src/core/timeline/server-report.ts';
import { recording, wall } from '../../helpers/runs/bursts.ts';

describe('printedWord', () => {
  it.each([
    ['Hello', 'Hello'],
    ['INFO:root:hello from 7', 'Hello'],
    ['Goodbye', 'Goodbye'],
    ['[7] GOODBYE!', 'Goodbye'],
    ['INFO:     127.0.0.1:4000 - "GET /hello HTTP/1.1" 200 OK', undefined],
    ['say-hello started', undefined],
    ['Othello', undefined],
    ['', undefined],
  ])('of %j is %s', (line, word) => {
    expect(printedWord(line)).toBe(word);
  });
});

describe('errorLine', () => {
  it.each([
    [
      'the exception of Python',
      ['Traceback (most recent call last):', '  File "app.py"', "KeyError: 'user'"],
      "KeyError: 'user'",
    ],
    [
      'an error with its module',
      ['sqlalchemy.exc.OperationalError: no such table', 'shutting down'],
      'sqlalchemy.exc.OperationalError: no such table',
    ],
    ['the error of Node', ['', 'Error: no port', '    at x.js:1', 'Node.js v20'], 'Error: no port'],
    [
      'a line of a log',
      ['ERROR:    Could not import module "app".', 'bye'],
      'ERROR:    Could not import module "app"',
    ],
    ['else the last line', ['one', 'two'], 'two'],
    ['else the last line with words', ['one', 'two: ', '}', '.'], 'two'],
    ['nothing of marks', ['.', '---'], undefined],
    ['nothing of nothing', [], undefined],
  ])('is %s', (_, lines, expected) => {
    expect(errorLine(lines)).toBe(expected);
  });
});

describe('a run with a server that was started for it', () => {
  it.each([
    ['nothing of one that goes on', {}, []],
    [
      'that it ended, and the line that says why',
      { ended: { exitCode: 1 }, lastLines: ['RangeError: out of paper', 'Node.js'] },
      [{ code: 'server-ended', exitCode: 1, line: 'RangeError: out of paper', remedies: [] }],
    ],
    [
      'that it ended in silence',
      { ended: { signal: 'SIGKILL' } },
      [{ code: 'server-ended', signal: 'SIGKILL', remedies: [] }],
    ],
    [
      'what it printed, kept because calls failed',
      { lastLines: ["KeyError: 'user'"] },
      [{ code: 'server-error', line: "KeyError: 'user'", remedies: [] }],
    ],
  ])('warns of %s', (_, server, warnings) => {
    expect(runWith(server).warnings).toEqual(warnings);
  });
});

function runWith(server: object) {
  return judge({ ...recording([wall({ calls: 8 })]), server: { readyAfterMs: 300, ...server } });
}
