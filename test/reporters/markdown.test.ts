import * as fc from 'fast-check';
import { lexer, walkTokens, type Token, type Tokens } from 'marked';
import { describe, expect, it } from 'vitest';
import { prose } from '../../src/reporters/markdown/markup.ts';
import { diffSummary } from '../../src/reporters/shared/diff-words.ts';
import { diffRuns } from '../../src/core/diff/diff-runs.ts';
import type { ReportInput } from '../../src/reporters/shared/report-input.ts';
import { sanitizeLine } from '../../src/core/sanitize.ts';
import { judge, type Run } from '../../src/core/run.ts';
import { renderChart } from '../../src/reporters/terminal/chart.ts';
import { renderComparisonMarkdown, renderMarkdown } from '../../src/reporters/markdown/report.ts';
import { nameInstances } from '../../src/reporters/shared/instance-names.ts';
import { anyBurst, anySolo } from '../helpers/runs/any-burst.ts';
import { unansweredCalls, queue, recording, wall } from '../helpers/runs/bursts.ts';
import { fixture } from '../helpers/fixtures.ts';
import { hostileComparison, hostileInput, NASTIEST, nasty } from '../helpers/runs/hostile.ts';
import { comparison, defaultRun, localRun, lossyRun } from '../helpers/runs/runs.ts';

const LOOK = { columns: 80, color: false, unicode: true };
const STATUS = { code: 'status-500', message: 'status 500: {"error":"the pool is exhausted"}' };

function tokensOf(markdown: string): Token[] {
  const tokens: Token[] = [];
  void walkTokens(lexer(markdown, { gfm: true }), (token) => {
    tokens.push(token);
  });
  return tokens;
}

/** The blocks of a document with their numbers of lines, rows and cells. Text that acts as markup changes them. */
function skeletonOf(markdown: string): string[] {
  const nested = tokensOf(markdown).filter(({ type }) => type === 'list').length;
  return [...blocksOf(markdown), `lists: ${nested}`];
}

function blocksOf(markdown: string): string[] {
  return lexer(markdown, { gfm: true })
    .filter(({ type }) => type !== 'space')
    .map((token) => {
      if (isTable(token)) return `table ${token.header.length}x${token.rows.length}`;
      if (token.type === 'list') return `list of ${items(token)}`;
      if (token.type === 'code') return `code of ${codeOf(token).trim().split('\n').length}`;
      return token.type === 'heading' ? `heading ${depthOf(token)}` : token.type;
    });
}

const isTable = (token: Token): token is Tokens.Table => token.type === 'table';
const items = (token: Token): number => ('items' in token ? token.items.length : 0);
const codeOf = (token: Token): string => ('text' in token ? String(token.text) : '');
const depthOf = (token: Token): string => ('depth' in token ? String(token.depth) : '');

function tablesOf(markdown: string): string[][][] {
  return lexer(markdown, { gfm: true })
    .filter(isTable)
    .map(({ header, rows }) => [header, ...rows].map((row) => row.map(({ text }) => text)));
}

function codeBlocksOf(markdown: string): string[] {
  return lexer(markdown, { gfm: true })
    .filter(({ type }) => type === 'code')
    .map(codeOf);
}

/** The source of tokens that text from outside must never become. */
function doingsOf(markdown: string): string[] {
  const doing = ['link', 'image', 'html', 'def', 'em', 'del', 'escape', 'checkbox', 'hr', 'br'];
  return tokensOf(markdown)
    .filter(({ type, raw }) => doing.includes(type) && raw !== '<br>')
    .map(({ raw }) => raw);
}

/** Whether nothing is left of a text once it is sanitized. */
const isBlank = (text: string): boolean => sanitizeLine(text).trim() === '';

describe('prose', () => {
  it.each(['10+ workers', '10.1 s -> 1.03 s', '1 → 2', 'at least 10'])(
    'leaves %s as text',
    (text) => {
      expect(prose(text)).toBe(text);
      expect(doingsOf(prose(text))).toEqual([]);
    },
  );

  it.each([
    ['+ 10', '`+` 10'],
    ['a ->b', 'a `->b`'],
    ['10++', '`10++`'],
    ['--> x', '`-->` x'],
  ])('sets what could be markup as code: %s', (text, markdown) => {
    expect(prose(text)).toBe(markdown);
  });
});

describe('the Markdown report of a run', () => {
  const findings: ReportInput = {
    run: defaultRun(),
    command: 'npx concurrency-check /ping --expect parallel:8',
    checks: [{ code: 'verdict', expected: [{ kind: 'parallel', workers: 8 }], state: 'passed' }],
  };

  it('matches its golden file', async () => {
    await expect(renderMarkdown(findings)).toMatchFileSnapshot(
      fixture('golden/markdown/markdown-default-10.md'),
    );
  });

  it('shows the evidence as a table', () => {
    const [table] = tablesOf(renderMarkdown(findings));
    expect(table?.map(([name, value]) => [name, value])).toEqual([
      ['evidence', 'burst 2 of 2'],
      ['instances', '10'],
      ['peak overlap', '10 of 10'],
      ['speed-up', '10'],
    ]);
  });

  it.each([
    ['a default run', defaultRun()],
    ['a run with failed calls', lossyRun(STATUS)],
    ['a run with fences in its errors', lossyRun({ code: 'x', message: '```` ``` `````` ~~~' })],
    ['a run of many calls', defaultRun(100)],
  ])('shows the chart of %s in 80 columns', (_, run) => {
    const [shown = ''] = codeBlocksOf(renderMarkdown({ run }));
    const [burst] = run.bursts;
    if (burst === undefined) throw new Error('no burst');
    expect(shown).toContain(renderChart(burst, nameInstances(run), LOOK).join('\n'));
    expect(shown.split('\n').filter((line) => Array.from(line).length > 80)).toEqual([]);
  });

  it('shows only the first full-size burst and the last', () => {
    const bursts = [2, 4, 8, 8, 8, 8].map((calls) => wall({ calls }));
    const blocks = codeBlocksOf(renderMarkdown({ run: judge(recording(bursts)) }));
    expect(blocks.map((block) => block.split('   ')[0])).toEqual(['Burst 3 of 6', 'Burst 6 of 6']);
  });

  it('says whether the expectation was met', () => {
    expect(renderMarkdown(findings)).toContain(
      '\n**Expectation met**: parallel with at least 8 at a time\n',
    );
    const run = judge(recording([queue({ calls: 8, workers: 1 })]));
    expect(
      renderMarkdown({
        run,
        checks: [{ code: 'verdict', expected: [{ kind: 'parallel' }], state: 'failed' }],
      }),
    ).toContain('**Expectation not met**: expected parallel, got serial, 1 at a time\n');
  });

  it('says how to get a verdict if there is none', () => {
    const written = renderMarkdown({ run: localRun({ bursts: [unansweredCalls('failed', 4)] }) });
    expect(written).toContain('**INCONCLUSIVE**');
    expect(written).toContain('- To get a verdict: ');
  });

  it('shows the changes from an earlier run, with their outcomes', () => {
    const slower = judge(recording([queue({ calls: 20, workers: 1 })]));
    const diff = diffRuns(slower, judge(recording([queue({ calls: 10, workers: 10 })])));
    const written = renderMarkdown({ ...findings, diff });
    const [heading, ...rows] = tablesOf(written)[1] ?? [];
    expect(heading).toEqual(['', 'before', 'now', 'outcome', 'change']);
    expect(rows[1]).toEqual(['workers', '1', 'at least 10', 'better', 'at least 10x as many']);
    expect(written).toContain('- A burst had 20 calls before and has 10 now. Repeat with `-n` 20.');
    expect(written).toContain(`**${prose(diffSummary(diff))}**`);
  });

  it('shows the command that repeats the run', () => {
    expect(renderMarkdown(findings)).toContain(`\`\`\`sh\n${findings.command}\n\`\`\`\n`);
    expect(codeBlocksOf(renderMarkdown({ run: findings.run }))).toHaveLength(2);
  });

  it('can be appended to other Markdown', () => {
    const once = renderMarkdown(findings);
    expect(blocksOf(once + once)).toEqual([...blocksOf(once), ...blocksOf(once)]);
    expect(blocksOf(`words without an end${once}`).slice(1)).toEqual(blocksOf(once));
    expect(once + once).toMatch(/\n\n## /);
  });
});

describe('the comparison in Markdown', () => {
  it('matches its golden file', async () => {
    await expect(
      renderComparisonMarkdown(comparison(), { command: 'npx concurrency-check --compare' }),
    ).toMatchFileSnapshot(fixture('golden/markdown/markdown-comparison.md'));
  });

  it('has a row per route and a column per mode', () => {
    const [table = []] = tablesOf(renderComparisonMarkdown(comparison()));
    expect(table.map((row) => row.map((cell) => cell.split('<br>')[0]))).toEqual([
      ['route', 'all calls in one process', 'an instance per call'],
      ['`/ping` awaits', '**CONCURRENT**', '**PARALLEL**'],
      ['`/ping/blocking` blocks its thread', '**SERIAL**', '**PARALLEL**'],
      ['`/ping/cpu` burns CPU', '**SERIAL**', '**CONTENDED**'],
    ]);
  });

  it('shows the cells that were measured if it was interrupted', () => {
    const [table] = tablesOf(renderComparisonMarkdown(comparison().slice(0, 4)));
    expect(table?.at(-1)?.at(-1)).toBe('-');
  });
});

describe('the Markdown report of any run', () => {
  it('contains no links, images or HTML', () => {
    fc.assert(
      fc.property(fc.array(anyBurst, { maxLength: 3 }), anySolo, (bursts, solo) => {
        expect(doingsOf(renderMarkdown({ run: judge(recording(bursts, solo)) }))).toEqual([]);
      }),
    );
  });
});

describe('text from outside in Markdown', () => {
  const usual = skeletonOf(renderMarkdown(hostileInput('a')));
  const empty = skeletonOf(renderMarkdown(hostileInput(' ')));
  const usualTable = skeletonOf(renderComparisonMarkdown(hostileComparison('a')));

  function expectInert(written: string, skeleton: readonly string[]): void {
    expect(doingsOf(written)).toEqual([]);
    expect(skeletonOf(written)).toEqual(skeleton);
    expect(written).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
  }

  it.each(NASTIEST.map((text) => [JSON.stringify(text), text]))('stays text: %s', (_, text) => {
    expectInert(renderMarkdown(hostileInput(text)), isBlank(text) ? empty : usual);
  });

  it('stays text whatever it is', () => {
    fc.assert(
      fc.property(nasty, (text) =>
        expectInert(renderMarkdown(hostileInput(text)), isBlank(text) ? empty : usual),
      ),
    );
  });

  it('stays text in the comparison', () => {
    fc.assert(
      fc.property(nasty, (text) =>
        expectInert(renderComparisonMarkdown(hostileComparison(text)), usualTable),
      ),
      { numRuns: 50 },
    );
  });

  it('remains readable', () => {
    const run: Run = {
      ...defaultRun(2),
      target: { kind: 'http', url: 'http://a.example/<b>?x=`1`' },
    };
    const [heading] = tokensOf(renderMarkdown({ run })).filter(({ type }) => type === 'codespan');
    expect(heading).toMatchObject({ text: 'http://a.example/<b>?x=`1`' });
  });
});
