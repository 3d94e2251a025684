import type { ReportInput } from '../shared/report-input.ts';
import { formatMs } from '../shared/format.ts';
import { clientWords, headline } from '../shared/phrases.ts';
import { judgedBurst } from '../../core/timeline/timeline.ts';
import type { Run } from '../../core/run.ts';
import { nameInstances } from '../shared/instance-names.ts';
import { renderBurst, type BurstView } from './burst.ts';
import { renderDiffSection } from './diff.ts';
import { renderDocument } from './document.ts';
import { html } from './markup.ts';
import { burstData, instanceNamePairs, viewBurst } from './burst-view.ts';
import { renderCalled, renderCommand, shortTitle } from './command.ts';
import { renderVerdictSection, renderWarnings, warningsOf } from './verdict.ts';

/**
 * A run as a self-contained page: the verdict with its evidence, and each burst as a timeline and a
 * table. Text from outside is escaped.
 */
export function renderHtml(input: ReportInput): string {
  const { run, diff, command } = input;
  const names = nameInstances(run);
  const instances = instanceNamePairs(names);
  const bursts = run.bursts.map((burst, index): BurstView => {
    const title = `Burst ${index + 1} of ${run.bursts.length}`;
    return viewBurst({ burst, title, index, run }, names);
  });
  const soloMs = run.bursts.at(-1)?.timeline.soloMs;
  return renderDocument({
    title: pageTitle(run),
    data: { instances, bursts: bursts.map(burstData) },
    client: clientWords(run),
    body: html`<header>
        <h1>${shortTitle(run)}</h1>
        <p class="solo">
          ${soloMs === undefined ? undefined : `a solo call takes ${formatMs(soloMs)}`}
        </p>
      </header>
      ${renderVerdictSection(input)} ${renderWarnings(warningsOf(run))} ${renderDiffSection(diff)}
      ${bursts.map((burst) => renderBurst(burst, instances))} ${renderCommand(command)}
      ${renderCalled(input)}`,
  });
}

function pageTitle(run: Run): string {
  const words = headline(run.verdict, judgedBurst(run)?.timeline);
  return `${run.verdict.kind.toUpperCase()}: ${words} - ${shortTitle(run)}`;
}
