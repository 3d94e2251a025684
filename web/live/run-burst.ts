import { isAnswered } from '../../src/core/invocation.ts';
import { median } from '../../src/core/statistics.ts';
import { isStopped, type BrowserCall } from './browser-call.ts';
import { Chart } from './chart.ts';
import { byId, element } from './dom.ts';
import { fire, type Burst } from './fetch-burst.ts';
import { judgeFromBrowser, type Measured } from './judging.ts';
import { lanesOf } from './lane.ts';
import { addressOf, burstUrls, distinct, type Wish } from './settings.ts';
import { forecastWords } from './words.ts';

/** Calls one at a time beforehand: the baseline, as the command has it. */
const SOLO = 3;

/** Where somebody wants less motion, lanes grow in steps of so many ms. */
const STEP_MS = 500;

/** A run as it was asked for. */
export interface Attempt {
  readonly wish: Wish;
  readonly base: URL;
  /** Tells its addresses from those of other runs. */
  readonly mark: string;
  readonly signal: AbortSignal;
}

const chart = new Chart(byId('lanes', HTMLElement));

/** Calls alone, until one is not answered. */
export async function fireSolo({ wish, base, mark, signal }: Attempt): Promise<BrowserCall[]> {
  const solo: BrowserCall[] = [];
  tell('');
  for (let nth = 1; nth <= SOLO && !signal.aborted; nth += 1) {
    const eachMs = typicalMs(wish, solo);
    const left = { before: SOLO - solo.length, atOnce: wish.calls };
    const forecast = eachMs === undefined ? '' : forecastWords(left, eachMs);
    const next = `First ${SOLO} calls alone, for comparison: ${nth} of ${SOLO}; then ${wish.calls} at once`;
    status(forecast === '' ? `${next}.` : `${next}: ${forecast}.`);
    const urls = [distinct(addressOf(wish, base), `${mark}-solo-${nth}`)];
    const { calls } = await fireSeen(urls, {
      expectedMs: 1.2 * (eachMs ?? 0),
      same: false,
      signal,
      onAnswer: (back) => drawCalls(about(wish, base), back),
    });
    solo.push(...calls);
    if (calls.some(({ invocation }) => !isAnswered(invocation))) break;
  }
  return solo;
}

/** The burst, drawn while it is out. */
export function fireBurst(
  { wish, base, mark, signal }: Attempt,
  solo: readonly BrowserCall[],
): Promise<Burst> {
  const eachMs = typicalMs(wish, solo) ?? 0;
  const forecast = forecastWords({ before: 0, atOnce: wish.calls }, eachMs);
  status(`${wish.calls} calls are out${forecast === '' ? '' : `: ${forecast}`}.`);
  tell(`0 of ${wish.calls} calls are back`);
  return fireSeen(burstUrls(wish, base, mark), {
    expectedMs: 1.2 * eachMs,
    same: wish.sameUrl,
    signal,
    onAnswer: (calls) => {
      drawCalls({ ...about(wish, base), solo }, calls);
      tell(backWords(calls, wish.calls));
    },
  });
}

/** What is measured, before anything has come back. */
export function about(wish: Wish, base: URL): Omit<Measured, 'burst'> {
  const url = addressOf(wish, base).href;
  const target = { kind: 'http', method: 'GET', url };
  return { target, sameUrl: wish.sameUrl, solo: [], epoch: 0 };
}

/** How long a call takes alone, ms: as calls did, or as it was asked for. */
export function typicalMs(wish: Wish, solo: readonly BrowserCall[]): number | undefined {
  const answered = solo.map(({ invocation }) => invocation).filter(isAnswered);
  const seen = median(answered.map(({ sentAt, receivedAt }) => receivedAt - sentAt));
  return seen ?? (wish.route === 'ping/cpu' ? undefined : wish.delayMs);
}

export function status(words: string): void {
  byId('status', HTMLElement).textContent = words;
}

/** For the eye: read out, so many of them would be a nuisance. */
export function tell(words: string): void {
  byId('order', HTMLElement).replaceChildren(element('span', 'hint', words));
}

/** `1 of 6 calls came back, 5 were stopped`. */
export function backWords(calls: readonly BrowserCall[], all: number): string {
  const stopped = calls.filter(isStopped).length;
  const back = calls.length - stopped;
  return stopped === 0
    ? `${back} of ${all} calls are back`
    : `${back} of ${all} calls came back, ${all - back} were stopped`;
}

export function drawCalls(measured: Omit<Measured, 'burst'>, calls: readonly BrowserCall[]): void {
  const { all } = judgeFromBrowser({ ...measured, burst: calls });
  chart.settle(lanesOf(calls, all));
}

interface Seen {
  readonly expectedMs: number;
  readonly same: boolean;
  readonly signal: AbortSignal;
  readonly onAnswer: (back: readonly BrowserCall[]) => void;
}

/** Fires calls, and lets their lanes grow while they are out. */
async function fireSeen(urls: readonly string[], options: Seen): Promise<Burst> {
  const { expectedMs, same, signal, onAnswer } = options;
  const back: BrowserCall[] = [];
  let growing: { readonly end: () => void } | undefined;
  chart.begin(urls.length, expectedMs);
  byId('chart', HTMLElement).scrollIntoView({ block: 'nearest' });
  const burst = await fire(urls, {
    cache: same ? 'default' : 'no-store',
    signal,
    onRelease: () => {
      growing = grow();
    },
    onAnswer: (call) => {
      back.push(call);
      onAnswer(back);
    },
  });
  growing?.end();
  chart.end(Math.max(...burst.calls.map(({ invocation }) => invocation.receivedAt ?? 0)));
  return burst;
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
