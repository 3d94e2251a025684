import { describe, expect, it } from 'vitest';
import { errorOutput, lastOutput } from '../../src/targets/describe-server.ts';

describe('what a server printed before it ended', () => {
  it.each<[string[], string]>([
    [[], ''],
    [['.'], ''],
    [['', '  ', '---', '}'], ''],
    [['TypeError: out of paper'], ': TypeError: out of paper'],
    [['TypeError: out of paper.'], ': TypeError: out of paper'],
    [['Error:'], ': Error'],
    [['Error: ', '  bad port'], ': Error. Its last output:\n  Error: \n    bad port'],
    [['on my way', '.'], ': on my way. Its last output:\n  on my way\n  .'],
    [['one', 'why?'], ': why? Its last output:\n  one\n  why?'],
    [['one', 'no!'], ': no! Its last output:\n  one\n  no!'],
    [['one', 'bye ...'], ': bye. Its last output:\n  one\n  bye ...'],
    [['TypeError: x', '    at a.js:1'], ': TypeError: x'],
  ])('%j is appended as %j', (lines, words) => {
    expect(errorOutput(lines)).toBe(words);
  });

  it('is left out if it has no words', () => {
    expect(lastOutput(['.', '}'])).toBe('');
  });
});
