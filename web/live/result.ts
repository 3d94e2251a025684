import type { Run } from '../../src/core/run.ts';
import { formatMs } from '../../src/reporters/shared/format.ts';
import { helloGoodbye } from '../../src/reporters/shared/hello-goodbye.ts';
import {
  burstFacts,
  coldWords,
  evidenceRows,
  explanation,
  headline,
} from '../../src/reporters/shared/phrases.ts';
import type { Medium } from '../../src/reporters/shared/remedies.ts';
import { burstWarningWords } from '../../src/reporters/shared/warnings.ts';
import { element } from '../shared/element.ts';
import type { Judged } from './judging.ts';
import { againWords, browserWords, failuresWords } from './words.ts';

/** What was measured, and warnings that do not come from the calls. */
export interface Circumstances {
  readonly measured: string;
  readonly route: string;
  readonly warnings: readonly string[];
  /** Calls of a first burst that met cold instances; this is the second burst then. */
  readonly coldAtFirst: number;
}

/** The verdict with its evidence, what the browser did, and warnings. */
export function verdictCard(
  { run, all, browser }: Judged,
  { measured, route, warnings, coldAtFirst }: Circumstances,
): HTMLElement {
  const { verdict } = run;
  const decided = verdict.kind !== 'inconclusive';
  const medium: Medium = route === 'ping/cpu' ? 'page-without-delay' : 'page';
  return element(
    'section',
    `card verdict ${verdict.kind}`,
    element(
      'h2',
      '',
      element('span', 'kind', verdict.kind.toUpperCase()),
      ` ${headline(verdict, run.bursts[0]?.timeline)}`,
    ),
    element('p', 'hint of', measured),
    ...(coldAtFirst === 0 ? [] : [element('p', 'hint', againWords(coldAtFirst))]),
    ...explanation(verdict, medium).map((reason) => element('p', '', reason)),
    ...(decided ? [evidenceList(run)] : []),
    titledList('What the browser did', browserWords(browser)),
    titledList('Not answered', failuresWords(all.bursts[0]?.invocations ?? [])),
    titledList('What could mislead', [
      ...warnings,
      ...coldHint(all),
      ...run.warnings.map((warning) => burstWarningWords(warning, medium)),
    ]),
  );
}

function coldHint({ bursts: [burst] }: Run): string[] {
  return burst?.timeline.temperature?.cold
    ? ['Some calls waited for cold instances to start. Fire again, now that they are warm.']
    : [];
}

/** The three ways to count how many calls ran at a time. */
function evidenceList({ bursts: [burst] }: Run): HTMLElement {
  const rows = burst === undefined ? [] : evidenceRows(burst.timeline);
  return element(
    'dl',
    'evidence',
    ...rows.map(({ name, value, note }) =>
      element(
        'div',
        '',
        element('dt', '', name),
        element('dd', '', element('b', '', value), ' ', element('span', 'hint', note)),
      ),
    ),
  );
}

function titledList(title: string, lines: readonly string[]): Node {
  if (lines.length === 0) return document.createTextNode('');
  const items = lines.map((line) => element('li', '', line));
  return element('div', 'listed', element('h3', '', title), element('ul', '', ...items));
}

/** The order of events, as in `Hello ×6 Goodbye ×6`, and facts of the burst. */
export function orderWords({ bursts: [burst] }: Run): { order: string; facts: string } {
  if (burst === undefined) return { order: '', facts: '' };
  const { soloMs } = burst.timeline;
  const cold = coldWords(burst.timeline);
  const facts = [
    ...burstFacts(burst),
    ...(soloMs === undefined ? [] : [`a solo call takes ${formatMs(soloMs)}`]),
    ...(cold === undefined ? [] : [cold]),
  ];
  return { order: helloGoodbye(burst.timeline, '×') ?? '', facts: facts.join(' · ') };
}
