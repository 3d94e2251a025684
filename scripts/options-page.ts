import { HELP } from '../src/cli/help.ts';

const BEGIN = '<!-- begin: written by `npm run docs:options` -->';
const END = '<!-- end -->';

/**
 * Returns `docs/options.md` with the help text that `--help` prints now.
 * @throws if `page` lacks the two comments between which the help text stands.
 */
export function optionsPage(page: string): string {
  const [before, rest] = splitAt(page, BEGIN);
  const [, after] = splitAt(rest, END);
  return `${before}${BEGIN}\n\n\`\`\`\n${HELP}\`\`\`\n\n${END}${after}`;
}

function splitAt(text: string, mark: string): [before: string, after: string] {
  const at = text.indexOf(mark);
  if (at === -1) throw new Error(`docs/options.md: expected the line ${mark}, found none`);
  return [text.slice(0, at), text.slice(at + mark.length)];
}
