import type { ReportInput } from '../shared/report-input.ts';
import { sanitizeLine } from '../../core/sanitize.ts';
import { titleOf } from '../shared/phrases.ts';
import type { Run } from '../../core/run.ts';
import { html, type Markup } from './markup.ts';
import { LONGEST_TITLE, shortened } from './shorten.ts';

/** The command that repeats the run. Lines break only between words, so `--solo` is never split after its hyphens. */
export function renderCommand(command: string | undefined): Markup | undefined {
  if (command === undefined) return undefined;
  const words = sanitizeLine(command).split(' ');
  const spans = words.map((word, index) => html`${index === 0 ? '' : ' '}<span>${word}</span>`);
  return html`<section class="command" aria-labelledby="command">
    <h2 id="command">Run it again</h2>
    <pre tabindex="0"><code>${spans}</code></pre>
  </section>`;
}

/** A sentence in which lines do not break inside an option. */
export function withOptions(text: string): Markup[] {
  return sanitizeLine(text)
    .split(/(?<=[\s(])(--[a-z][a-z-]*)/)
    .map((part, index) =>
      index % 2 === 0 ? html`${part}` : html`<span class="option">${part}</span>`,
    );
}

/** What was called, shortened to fit a heading. */
export function shortTitle(run: Run): string {
  return shortened(sanitizeLine(titleOf(run)), LONGEST_TITLE);
}

/** What was called, in full, if the headings shorten it and the command does not contain it. */
export function renderCalled({ run, diff, command = '' }: ReportInput): Markup | undefined {
  const runs = diff === undefined ? [run] : [run, diff.before];
  const long = runs.filter(
    (each) =>
      shortTitle(each) !== sanitizeLine(titleOf(each)) &&
      !command.includes(each.target?.url ?? titleOf(each)),
  );
  if (long.length === 0) return undefined;
  const titles = [...new Set(long.map(titleOf))];
  return html`<section class="called" aria-labelledby="called">
    <h2 id="called">Full name of the target</h2>
    ${titles.map((title) => html`<p>${title}</p> `)}
  </section>`;
}
