// The reference in docs/api.md, from the types of the package, which have the docstrings of the sources.

const BEGIN = '<!-- begin: written by `npm run docs:api` -->';
const END = '<!-- end -->';

const FUNCTIONS = ['check', 'scan', 'compare', 'judge', 'diagnose', 'diff', 'render'];
/** Types that the page shows as they are. The schema describes those of the run file. */
const SHOWN = [
  'ScanOptions',
  'CompareOptions',
  'JudgeOptions',
  'Progress',
  'Format',
  'RenderOptions',
];
const ERRORS = ['UsageError', 'TargetError', 'NoRunError'];

/**
 * Returns docs/api.md with the reference as the types have it.
 * @throws if `page` lacks one of the two comments around the reference, or if something public has no docstring.
 */
export function apiPage(page, types) {
  const [before, rest] = splitAt(page, BEGIN);
  const [, after] = splitAt(rest, END);
  const reference = [
    ...FUNCTIONS.map((name) => functionText(name, types)),
    `### Options of \`check\`\n\n${optionsTable(types)}`,
    ...SHOWN.map((name) => typeText(name, types)),
    `### Errors\n\n${ERRORS.map((name) => `- \`${name}\`: ${find(name, types).words}`).join('\n')}`,
  ];
  return `${before}${BEGIN}\n\n${reference.join('\n\n')}\n\n${END}${after}`;
}

function functionText(name, types) {
  const { words, tags, code } = find(name, types);
  const rows = tags.map(([tag, text]) => `- ${TAGS[tag](text)}`);
  const signature = code.replace(/^export declare function /, '');
  return [`### \`${name}\``, `\`\`\`ts\n${signature}\n\`\`\``, words, rows.join('\n')].join('\n\n');
}

const TAGS = {
  param: (text) => text.replace(/^\w+/, '`$&`:'),
  returns: (text) => `returns ${text}`,
  throws: (text) => `throws ${text.replace(/^\{(\w+)\}/, '`$1`')}`,
};

function typeText(name, types) {
  const { words, code } = find(name, types);
  return `### \`${name}\`\n\n${words}\n\n\`\`\`ts\n${code.replace(/^export /, '')}\n\`\`\``;
}

function optionsTable(types) {
  const { code } = find('CheckOptions', types);
  const members = code.matchAll(/\/\*\*(.*?)\*\/\n\s+readonly (\w+)\??: (.*?);$/gms);
  const rows = [...members].map(([, comment, name, type]) => {
    const cells = [
      `\`${name}\``,
      codeSpan(type.replaceAll(/\bOneOrMore\b/g, LIST)),
      plain(comment),
    ];
    return `| ${cells.join(' | ')} |`;
  });
  return ['| option | type | meaning |', '|---|---|---|', ...rows].join('\n');
}

/** What OneOrMore stands for in the options. */
const LIST = 'string | string[]';

/** Code in a cell of a table; it may have backticks in it. */
function codeSpan(code) {
  const mark = code.includes('`') ? '``' : '`';
  const space = code.endsWith('`') ? ' ' : '';
  return `${mark}${space}${code.replaceAll('|', String.raw`\|`)}${space}${mark}`;
}

/** A declaration with its docstring: the sentences, and the tags. */
function find(name, types) {
  const pattern = new RegExp(
    String.raw`/\*\*((?:(?!\*/)[^])*)\*/\nexport (?:declare )?(?:class|function|interface|type) ${name}\b.*?(?=\n\n)`,
    's',
  );
  const [found, comment] = pattern.exec(types) ?? [];
  if (found === undefined) throw new Error(`types/index.d.ts: ${name} has no docstring`);
  const [words, ...tags] = plain(comment).split(/ ?@(?=param|returns|throws)/);
  return {
    words,
    tags: tags.map((text) => [text.split(' ')[0], text.slice(text.indexOf(' ') + 1)]),
    code: found.slice(found.indexOf('*/\n') + 3),
  };
}

/** The text of a comment on one line. */
function plain(comment) {
  return comment
    .replaceAll(/\n\s*\*/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

function splitAt(text, mark) {
  const at = text.indexOf(mark);
  if (at === -1) throw new Error(`docs/api.md: expected the line ${mark}, found none`);
  return [text.slice(0, at), text.slice(at + mark.length)];
}
