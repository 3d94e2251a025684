import type { Check } from '../../core/checks/checks.ts';
import { checkWords, isAskedFor, problemWords } from '../shared/checks.ts';
import {
  evidenceRows,
  headline,
  TO_GET_A_VERDICT,
  UNKNOWN,
  type EvidenceRow,
} from '../shared/phrases.ts';
import { reasonWords } from '../shared/reasons.ts';
import { remedyWords } from '../shared/remedies.ts';
import { warningWords } from '../shared/warnings.ts';
import type { ReportInput } from '../shared/report-input.ts';
import { judgedBurst } from '../../core/timeline/timeline.ts';
import type { Run } from '../../core/run.ts';
import type { Verdict } from '../../core/verdict.ts';
import type { Diagnosis } from '../../core/why/diagnosis.ts';
import { whyWords } from '../why/words.ts';
import { withOptions } from './command.ts';
import { html, type Markup } from './markup.ts';

/** The section of the verdict: whether it was expected, the three ways to count workers, and the reasons. */
export function renderVerdictSection({ run, proof, checks = [] }: ReportInput): Markup {
  const { verdict } = run;
  const timeline = judgedBurst(run)?.timeline;
  const decided = verdict.kind !== 'inconclusive';
  const reasons = verdict.reasons.slice(decided ? 0 : 1);
  return html`<section class="verdict ${verdict.kind}" aria-label="Verdict">
    <h2>${kindMark(verdict)} <span class="headline">${headline(verdict, timeline)}</span></h2>
    ${checks.filter(isAskedFor).map((check) => checkMark(check, run))}${timeline === undefined ? undefined : evidenceList(evidenceRows(timeline, run.observed))}
    ${reasons.map((reason) => html`<p>${withOptions(reasonWords(reason))}</p> `)}${
      decided
        ? undefined
        : html`<p class="remedy">
            <strong>${TO_GET_A_VERDICT}</strong> ${withOptions(remedyWords(verdict.remedy))}.
          </p> `
    }${run.why === undefined ? undefined : whyList(run.why, proof)}
  </section>`;
}

function whyList(why: Diagnosis, proof: ReportInput['proof']): Markup {
  const { headline: cause, certainty, rows } = whyWords(why, proof);
  return html`<div class="why">
    <h3>Why: ${cause} <span class="certainty">${certainty}</span></h3>
    <dl>
      ${rows.map(
        ({ name, texts }) =>
          html`<dt>${name}</dt>
            ${texts.map((text) => html`<dd>${text}</dd> `)}`,
      )}
    </dl>
  </div> `;
}

/** `PARALLEL`, in the color of the kind. */
export function kindMark({ kind }: Verdict): Markup {
  return html`<span class="kind ${kind}">${kind.toUpperCase()}</span>`;
}

/** What is unknown has no tile: the reasons say what is missing. */
function evidenceList(all: readonly EvidenceRow[]): Markup | undefined {
  const known = all.filter(({ value }) => value !== UNKNOWN);
  if (known.length === 0) return undefined;
  const rows = known.map(
    ({ name, value, note }) =>
      html`<div>
        <dt>${name}</dt>
        <dd><span class="value">${value}</span> <span class="note">${note}</span></dd>
      </div> `,
  );
  return html`<dl class="evidence">${rows}</dl>`;
}

function checkMark(check: Check, run: Run): Markup {
  const passed = check.state === 'passed';
  const words = passed ? `as expected: ${checkWords(check)}` : problemWords(check, run);
  return html`<p class="expectation ${passed ? 'met' : 'missed'}">
    ${passed ? '✓' : '✗'} ${words}
  </p> `;
}

/** The section of warnings, each with its remedy; `undefined` if there are none. */
export function renderWarnings(warnings: readonly string[]): Markup | undefined {
  if (warnings.length === 0) return undefined;
  const items = warnings.map((warning) => html`<li>${withOptions(warning)}</li> `);
  return html`<section class="warnings" aria-labelledby="warnings">
    <h2 id="warnings">Warnings</h2>
    <ul>
      ${items}
    </ul>
  </section>`;
}

/** The warnings of a run, in words. */
export function warningsOf({ warnings }: Run): string[] {
  return warnings.map(warningWords);
}
