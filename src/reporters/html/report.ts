import type { ReportInput } from '../shared/report-input.ts';
import { formatMs } from '../shared/format.ts';
import { headline } from '../shared/phrases.ts';
import { judgedBurst, type Run } from '../../core/run.ts';
import { nameInstances } from '../shared/instance-names.ts';
import { renderBurst, type ShownBurst } from './burst.ts';
import { renderDiff } from './diff.ts';
import { renderDocument } from './document.ts';
import { html } from './markup.ts';
import { burstData, namedInstances, showBurst } from './burst-view.ts';
import { renderCalled, renderCommand, shortTitle } from './command.ts';
import { renderVerdictSection, renderWarnings, warningsOf } from './verdict.ts';

/**
 * A run as one page that stands by itself: the verdict with its evidence, the bursts as pictures
 * and as tables. What came from outside is text in it, never markup.
 */
export function renderHtml(input: ReportInput): string {
  const { run, diff, command } = input;
  const names = nameInstances(run);
  const instances = namedInstances(names);
  const bursts = run.bursts.map((burst, index): ShownBurst => {
    const title = `Burst ${index + 1} of ${run.bursts.length}`;
    return showBurst({ burst, title, index, target: run.target }, names);
  });
  const soloMs = run.bursts.at(-1)?.timeline.soloMs;
  return renderDocument({
    title: pageTitle(run),
    data: { instances, bursts: bursts.map(burstData) },
    body: html`<header>
        <h1>${shortTitle(run)}</h1>
        <p class="solo">
          ${soloMs === undefined ? undefined : `a call alone takes ${formatMs(soloMs)}`}
        </p>
      </header>
      ${renderVerdictSection(input)} ${renderWarnings(warningsOf(run))} ${renderDiff(diff)}
      ${bursts.map((burst) => renderBurst(burst, instances))} ${renderCommand(command)}
      ${renderCalled(input)}`,
  });
}

function pageTitle(run: Run): string {
  const words = headline(run.verdict, judgedBurst(run)?.timeline);
  return `${run.verdict.kind.toUpperCase()}: ${words} - ${shortTitle(run)}`;
}
