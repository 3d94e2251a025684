import { isAnswered } from '../../scripts/concurrency-check/core/invocation.ts';
import { median } from '../../scripts/concurrency-check/core/statistics.ts';
import type { BrowserCall } from './browser-call.ts';
import { Chart } from './chart.ts';
import { byId, element } from './dom.ts';
import { fire, type Burst } from './fire.ts';
import { handLines } from './hand.ts';
import { judgeFromBrowser, type Measured } from './judging.ts';
import { lanesOf } from './lane.ts';
import { orderWords, verdictCard } from './result.ts';
import { tableOf } from './table.ts';
import { addressOf, baseOf, burstUrls, distinct, readWish, type Wish } from './wish.ts';
import { failureWords } from './words.ts';

/** Calls one at a time beforehand: the baseline, as the command has it. */
const SOLO = 3;

/** Where somebody wants less motion, lanes grow in steps of so many ms. */
const STEP_MS = 500;

const base = baseOf(location);
const form = byId('wish', HTMLFormElement);
const button = byId('fire', HTMLButtonElement);
const status = byId('status', HTMLElement);
const chart = new Chart(byId('lanes', HTMLElement));
let stop: AbortController | undefined;

form.addEventListener('submit', (event) => {
  event.preventDefault();
  if (stop === undefined) void run(show());
  else stop.abort();
});
form.addEventListener('input', show);
form.addEventListener('change', () => settle(show()));
settle(show());

/** Puts into the form what was made of it. */
function settle(wish: Wish): void {
  byId('calls', HTMLInputElement).value = `${wish.calls}`;
  byId('delay', HTMLInputElement).value = `${wish.delayMs}`;
}

/** What the form asks for, said on the button and in the lines for a shell. */
function show(): Wish {
  const given = new FormData(form);
  const texts = [...given].flatMap(([name, value]): [string, string][] =>
    typeof value === 'string' ? [[name, value]] : [],
  );
  const wish = readWish(new Map(texts));
  byId('delay', HTMLInputElement).disabled = wish.route === 'ping/cpu';
  if (stop === undefined) button.textContent = `Fire ${wish.calls} calls`;
  byId('hand', HTMLElement).replaceChildren(...handLines(wish, base));
  return wish;
}

async function run(wish: Wish): Promise<void> {
  stop = new AbortController();
  const { signal } = stop;
  button.textContent = 'Stop';
  document.body.classList.add('running');
  byId('verdict', HTMLElement).replaceChildren();
  for (const id of ['chart', 'details']) byId(id, HTMLElement).hidden = true;
  try {
    status.textContent = await check(wish, signal);
  } finally {
    document.body.classList.remove('running');
    stop = undefined;
    show();
  }
}

/** Solo calls, the burst, the verdict; returns what is to be said at the end. */
async function check(wish: Wish, signal: AbortSignal): Promise<string> {
  const mark = Date.now().toString(36);
  const solo = await fireSolo(wish, mark, signal);
  if (signal.aborted) return 'Stopped.';
  const problem = solo.map(({ invocation }) => failureWords(invocation)).find(Boolean);
  if (problem !== undefined) {
    byId('verdict', HTMLElement).replaceChildren(element('p', 'card problem', problem));
    return 'Nothing was measured.';
  }
  status.textContent = `${wish.calls} calls are out`;
  const measured = { ...about(wish), solo };
  const burst = await fireBurst(wish, mark, measured, signal);
  if (signal.aborted) return 'Stopped: a burst that was not let finish tells nothing.';
  conclude({ ...measured, epoch: burst.epoch, burst: burst.calls });
  return '';
}

function about(wish: Wish): Pick<Measured, 'target' | 'sameUrl'> {
  const url = addressOf(wish, base).href;
  return { target: { kind: 'http', method: 'GET', url }, sameUrl: wish.sameUrl };
}

async function fireSolo(wish: Wish, mark: string, signal: AbortSignal): Promise<BrowserCall[]> {
  const solo: BrowserCall[] = [];
  for (let nth = 1; nth <= SOLO && !signal.aborted; nth += 1) {
    status.textContent = `First ${SOLO} calls alone, for comparison: ${nth} of ${SOLO}`;
    const url = distinct(addressOf(wish, base), `${mark}-solo-${nth}`);
    const { calls } = await fire([url], { cache: 'no-store', signal });
    solo.push(...calls);
    if (calls.some(({ invocation }) => invocation.outcome !== 'answered')) break;
  }
  return solo;
}

async function fireBurst(
  wish: Wish,
  mark: string,
  measured: Omit<Measured, 'epoch' | 'burst'>,
  signal: AbortSignal,
): Promise<Burst> {
  const back: BrowserCall[] = [];
  let growing: { readonly end: () => void } | undefined;
  tellBack(0, wish.calls);
  byId('sketches', HTMLElement).hidden = true;
  byId('chart', HTMLElement).hidden = false;
  chart.begin(wish.calls, 1.2 * soloMs(measured.solo));
  byId('chart', HTMLElement).scrollIntoView({ block: 'nearest' });
  const burst = await fire(burstUrls(wish, base, mark), {
    cache: wish.sameUrl ? 'default' : 'no-store',
    signal,
    onRelease: () => {
      growing = grow();
    },
    onAnswer: (call) => {
      back.push(call);
      const { all } = judgeFromBrowser({ ...measured, epoch: 0, burst: back });
      chart.settle(lanesOf(back, all));
      tellBack(back.length, wish.calls);
    },
  });
  growing?.end();
  chart.end(Math.max(...burst.calls.map(({ invocation }) => invocation.receivedAt ?? 0)));
  return burst;
}

/** For the eye: read out, so many of them would be a nuisance. */
function tellBack(back: number, calls: number): void {
  const words = `${back} of ${calls} calls are back`;
  byId('order', HTMLElement).replaceChildren(element('span', 'hint', words));
}

function soloMs(solo: readonly BrowserCall[]): number {
  const answered = solo.map(({ invocation }) => invocation).filter(isAnswered);
  return median(answered.map(({ sentAt, receivedAt }) => receivedAt - sentAt)) ?? 0;
}

/** Lets the lanes grow from now on. */
function grow(): { end: () => void } {
  const zero = performance.now();
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  let next = 0;
  const step = (): void => {
    chart.grow(performance.now() - zero);
    next = calm ? setTimeout(step, STEP_MS) : requestAnimationFrame(step);
  };
  step();
  return { end: () => (calm ? clearTimeout(next) : cancelAnimationFrame(next)) };
}

function conclude(measured: Measured): void {
  const judged = judgeFromBrowser(measured);
  const lanes = lanesOf(measured.burst, judged.all);
  const { order, facts } = orderWords(judged.all);
  chart.settle(lanes);
  byId('order', HTMLElement).replaceChildren(
    element('strong', '', order),
    element('span', 'hint', facts),
  );
  byId('verdict', HTMLElement).replaceChildren(verdictCard(judged));
  byId('table', HTMLElement).replaceChildren(tableOf(lanes));
  byId('details', HTMLElement).hidden = false;
}
