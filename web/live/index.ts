import { element } from '../shared/element.ts';
import { AbandonedCalls } from './abandoned-calls.ts';
import { isCold, isStopped } from './browser-call.ts';
import { byId, serviceModeWords } from './dom.ts';
import { clearFixedErrors, focusFirstError, readForm, showErrors } from './form.ts';
import { judgeFromBrowser, type Measured } from './judging.ts';
import { buildLanes } from './lane.ts';
import { orderWords, verdictCard } from './result.ts';
import {
  drawEndedCalls,
  expectedCallMs,
  progressText,
  runBurst,
  runSolo,
  showProgress,
  showStatus,
  unmeasured,
  type RunInput,
} from './run-burst.ts';
import { baseOf, DELAY_MS, describeSettings, type Settings } from './settings.ts';
import { shellCommandElements } from './shell-section.ts';
import { callTable } from './table.ts';
import { failureWords } from './words.ts';

/** A second click within this time belongs to a double click. */
const DOUBLE_CLICK_MS = 500;

const base = baseOf(location);
const form = byId('settings', HTMLFormElement);
const button = byId('fire', HTMLButtonElement);
const abandoned = new AbandonedCalls();
let running: AbortController | undefined;
let pressedAt = -Infinity;
/** The settings that the shell commands and the result belong to, in words. */
let [shellCommandsFor, resultFor] = ['', ''];

form.addEventListener('submit', (event) => {
  event.preventDefault();
  if (performance.now() - pressedAt >= DOUBLE_CLICK_MS) onPress();
});
form.addEventListener('input', refresh);
form.addEventListener('change', () => showErrors(readForm(form).errors));
for (const id of ['settings', 'shell']) byId(id, HTMLElement).hidden = false;
showMode();
refresh();

function onPress(): void {
  const { settings, errors } = readForm(form);
  if (running === undefined && errors.size > 0) {
    showErrors(errors);
    focusFirstError(errors);
    return;
  }
  pressedAt = performance.now();
  if (running === undefined) void startRun(settings);
  else running.abort();
}

function showMode(): void {
  const mode = serviceModeWords();
  byId('mode', HTMLElement).textContent = `The service runs on this machine, ${mode}.`;
  byId('mode', HTMLElement).hidden = mode === '';
}

/** Updates the button and the shell commands to the form, and marks a result of other settings. */
function refresh(): void {
  const { settings, errors } = readForm(form);
  clearFixedErrors(errors);
  const valid = errors.size === 0;
  const description = describeSettings(settings, base);
  if (running === undefined) {
    button.textContent = valid ? `Fire ${settings.calls} calls` : 'Fire calls';
  }
  const outdated = !valid || description !== resultFor;
  byId('outdated', HTMLElement).hidden = !outdated;
  byId('result', HTMLElement).classList.toggle('is-outdated', outdated);
  if (!valid || description === shellCommandsFor) return;
  shellCommandsFor = description;
  byId('shell-commands', HTMLElement).replaceChildren(...shellCommandElements(settings, base));
}

async function startRun(settings: Settings): Promise<void> {
  running = new AbortController();
  button.textContent = 'Stop';
  document.body.classList.add('running');
  resultFor = describeSettings(settings, base);
  byId('measured', HTMLElement).textContent = resultFor;
  byId('verdict', HTMLElement).replaceChildren();
  for (const id of ['sketches', 'details']) byId(id, HTMLElement).hidden = true;
  byId('result', HTMLElement).hidden = false;
  refresh();
  const mark = Date.now().toString(36);
  try {
    showStatus(await measureSettings({ settings, base, mark, signal: running.signal }));
  } finally {
    document.body.classList.remove('running');
    running = undefined;
    refresh();
  }
}

/** Fires the solo calls and the burst, and shows the verdict. Returns the final status line. */
async function measureSettings(input: RunInput): Promise<string> {
  const { settings, signal } = input;
  const warnings = abandoned.warnings(performance.now());
  const solo = await runSolo(input);
  if (signal.aborted) {
    const eachMs = expectedCallMs(settings, []) ?? DELAY_MS.initial;
    abandoned.add(solo.filter(isStopped).length, eachMs, performance.now());
    return 'Stopped before the burst was fired. Nothing was measured.';
  }
  const problem = solo.map(({ invocation }) => failureWords(invocation)).find(Boolean);
  if (problem !== undefined) {
    byId('verdict', HTMLElement).replaceChildren(element('p', 'card problem', problem));
    return 'Nothing was measured.';
  }
  const first = await runBurst(input, solo);
  // Cold instances are no limit of the service; the first burst has started them for the next.
  const coldAtFirst = first.calls.filter(isCold).length;
  const again = coldAtFirst > 0 && !signal.aborted;
  const { epoch, calls: burst } = again
    ? await runBurst({ ...input, mark: `${input.mark}-warm` }, solo, coldAtFirst)
    : first;
  const stopped = burst.filter(isStopped).length;
  if (stopped > 0) {
    const eachMs = expectedCallMs(settings, solo) ?? DELAY_MS.initial;
    abandoned.add(stopped, eachMs, performance.now());
    showProgress('');
    return `Stopped: ${progressText(burst, settings.calls)}. An unfinished burst gets no verdict.`;
  }
  showResult(
    { settings, warnings, coldAtFirst },
    { ...unmeasured(settings, base), solo, epoch, burst },
  );
  return '';
}

interface Shown {
  readonly settings: Settings;
  readonly warnings: readonly string[];
  /** Calls of a first burst that met cold instances, so the one that is judged is the second. */
  readonly coldAtFirst: number;
}

function showResult({ settings, warnings, coldAtFirst }: Shown, measured: Measured): void {
  const judged = judgeFromBrowser(measured);
  const { order, facts } = orderWords(judged.all);
  drawEndedCalls(measured, measured.burst);
  byId('order', HTMLElement).replaceChildren(
    element('strong', '', order),
    element('span', 'hint', facts),
  );
  const description = [describeSettings(settings, base), serviceModeWords()]
    .filter(Boolean)
    .join(', ');
  const circumstances = { measured: description, route: settings.route, warnings, coldAtFirst };
  byId('verdict', HTMLElement).replaceChildren(verdictCard(judged, circumstances));
  byId('table', HTMLElement).replaceChildren(callTable(buildLanes(measured.burst, judged.all)));
  byId('details', HTMLElement).hidden = false;
}
