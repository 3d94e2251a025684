import { isStopped } from './browser-call.ts';
import { byId, element } from './dom.ts';
import {
  about,
  backWords,
  drawCalls,
  fireBurst,
  fireSolo,
  status,
  tell,
  typicalMs,
} from './run-burst.ts';
import type { Attempt } from './run-burst.ts';
import { clearSolved, focusProblem, readForm, tellProblems } from './form.ts';
import { handLines } from './shell-commands.ts';
import { judgeFromBrowser, type Measured } from './judging.ts';
import { lanesOf } from './lane.ts';
import { Leftover } from './abandoned-calls.ts';
import { orderWords, verdictCard } from './result.ts';
import { tableOf } from './table.ts';
import { baseOf, DELAY_MS, wishWords, type Wish } from './settings.ts';
import { failureWords } from './words.ts';

/** Within so many ms a second click belongs to the first. */
const DOUBLE_CLICK_MS = 500;

const base = baseOf(location);
const form = byId('wish', HTMLFormElement);
const button = byId('fire', HTMLButtonElement);
const leftover = new Leftover();
let stop: AbortController | undefined;
let pressedAt = -Infinity;
/** What the lines for a shell do, and what the result is of. */
let [lined, measuring] = ['', ''];

form.addEventListener('submit', (event) => {
  event.preventDefault();
  if (performance.now() - pressedAt >= DOUBLE_CLICK_MS) press();
});
form.addEventListener('input', show);
form.addEventListener('change', () => tellProblems(readForm(form).problems));
for (const id of ['wish', 'by-hand']) byId(id, HTMLElement).hidden = false;
show();

function press(): void {
  const { wish, problems } = readForm(form);
  if (stop === undefined && problems.size > 0) {
    tellProblems(problems);
    focusProblem(problems);
    return;
  }
  pressedAt = performance.now();
  if (stop === undefined) void run(wish);
  else stop.abort();
}

/** What the form asks for, said on the button and in the lines for a shell, and whether the result is of that. */
function show(): void {
  const { wish, problems } = readForm(form);
  clearSolved(problems);
  const asked = problems.size === 0;
  const words = wishWords(wish, base);
  if (stop === undefined)
    button.textContent = asked ? `Fire ${wish.calls} calls` : 'Fire the calls';
  const earlier = !asked || words !== measuring;
  byId('earlier', HTMLElement).hidden = !earlier;
  byId('result', HTMLElement).classList.toggle('of-earlier', earlier);
  if (!asked || words === lined) return;
  lined = words;
  byId('hand', HTMLElement).replaceChildren(...handLines(wish, base));
}

async function run(wish: Wish): Promise<void> {
  stop = new AbortController();
  button.textContent = 'Stop';
  document.body.classList.add('running');
  measuring = wishWords(wish, base);
  byId('measured', HTMLElement).textContent = measuring;
  byId('verdict', HTMLElement).replaceChildren();
  for (const id of ['sketches', 'details']) byId(id, HTMLElement).hidden = true;
  byId('result', HTMLElement).hidden = false;
  show();
  try {
    status(await check({ wish, base, mark: Date.now().toString(36), signal: stop.signal }));
  } finally {
    document.body.classList.remove('running');
    stop = undefined;
    show();
  }
}

/** Solo calls, the burst, the verdict; returns what is to be said at the end. */
async function check(attempt: Attempt): Promise<string> {
  const { wish, signal } = attempt;
  const cautions = leftover.cautions(performance.now());
  const solo = await fireSolo(attempt);
  if (signal.aborted) {
    noteStopped(solo.filter(isStopped).length, wish, undefined);
    return 'Stopped before the calls were fired at once: nothing was measured.';
  }
  const problem = solo.map(({ invocation }) => failureWords(invocation)).find(Boolean);
  if (problem !== undefined) {
    byId('verdict', HTMLElement).replaceChildren(element('p', 'card problem', problem));
    return 'Nothing was measured.';
  }
  const { epoch, calls: burst } = await fireBurst(attempt, solo);
  const stopped = burst.filter(isStopped).length;
  if (stopped > 0) {
    noteStopped(stopped, wish, typicalMs(wish, solo));
    tell('');
    return `Stopped: ${backWords(burst, wish.calls)}. A burst that was not let finish tells nothing.`;
  }
  conclude(wish, { ...about(wish, base), solo, epoch, burst }, cautions);
  return '';
}

/** A call of unknown length is taken to be as long as one usually is. */
function noteStopped(calls: number, wish: Wish, eachMs = typicalMs(wish, [])): void {
  leftover.add(calls, eachMs ?? DELAY_MS.fallback, performance.now());
}

function conclude(wish: Wish, measured: Measured, cautions: readonly string[]): void {
  const judged = judgeFromBrowser(measured);
  const { order, facts } = orderWords(judged.all);
  drawCalls(measured, measured.burst);
  byId('order', HTMLElement).replaceChildren(
    element('strong', '', order),
    element('span', 'hint', facts),
  );
  const circumstances = { measured: wishWords(wish, base), route: wish.route, cautions };
  byId('verdict', HTMLElement).replaceChildren(verdictCard(judged, circumstances));
  byId('table', HTMLElement).replaceChildren(tableOf(lanesOf(measured.burst, judged.all)));
  byId('details', HTMLElement).hidden = false;
}
