import { isAnswered } from '../../src/core/invocation.ts';
import { median } from '../../src/core/statistics.ts';
import { element } from '../shared/element.ts';
import { isStopped, type BrowserCall } from './browser-call.ts';
import { Chart } from './chart.ts';
import { byId } from './dom.ts';
import { fetchBurst, type FetchedBurst } from './fetch-burst.ts';
import { judgeFromBrowser, type Measured } from './judging.ts';
import { buildLanes } from './lane.ts';
import { burstUrls, distinctUrl, routeUrl, type Settings } from './settings.ts';
import { againWords, forecastWords } from './words.ts';

/** Solo calls before the burst: the baseline, with as many calls as the command's minimum. */
const SOLO = 3;

/** How often lanes grow for a user who prefers reduced motion, in ms. */
const STEP_MS = 500;

/** An axis longer than the expected duration leaves room for a call that takes a little longer. */
const HEADROOM = 1.2;

/** What one run of the page needs to know. */
export interface RunInput {
  readonly settings: Settings;
  readonly base: URL;
  /** Distinguishes the URLs of this run from those of other runs. */
  readonly mark: string;
  readonly signal: AbortSignal;
}

const chart = new Chart(byId('lanes', HTMLElement));

/** Fires the solo calls one after another, and stops at the first that is not answered. */
export async function runSolo({ settings, base, mark, signal }: RunInput): Promise<BrowserCall[]> {
  const solo: BrowserCall[] = [];
  showProgress('');
  for (let nth = 1; nth <= SOLO && !signal.aborted; nth += 1) {
    const callMs = expectedCallMs(settings, solo);
    showStatus(soloStatus(nth, settings, callMs));
    const urls = [distinctUrl(routeUrl(settings, base), `${mark}-solo-${nth}`)];
    const { calls } = await fetchAndDraw(urls, {
      expectedMs: HEADROOM * (callMs ?? 0),
      sameUrl: false,
      signal,
      onEnd: (ended) => drawEndedCalls(unmeasured(settings, base), ended),
    });
    solo.push(...calls);
    if (calls.some(({ invocation }) => !isAnswered(invocation))) break;
  }
  return solo;
}

function soloStatus(nth: number, { calls }: Settings, callMs: number | undefined): string {
  const left = { before: SOLO - nth + 1, atOnce: calls };
  const forecast = callMs === undefined ? '' : forecastWords(left, callMs);
  const plan = `Solo call ${nth} of ${SOLO} for comparison, then ${calls} calls at once`;
  return forecast === '' ? `${plan}.` : `${plan}: ${forecast}.`;
}

/** Fires the burst, and draws it while it is in flight. With `coldAtFirst`, it repeats one that met so many cold instances. */
export function runBurst(
  { settings, base, mark, signal }: RunInput,
  solo: readonly BrowserCall[],
  coldAtFirst = 0,
): Promise<FetchedBurst> {
  const callMs = expectedCallMs(settings, solo) ?? 0;
  const forecast = forecastWords({ before: 0, atOnce: settings.calls }, callMs);
  const why = coldAtFirst === 0 ? '' : `${againWords(coldAtFirst)} `;
  showStatus(`${why}${settings.calls} calls in flight${forecast === '' ? '' : `: ${forecast}`}.`);
  showProgress(progressText([], settings.calls));
  return fetchAndDraw(burstUrls(settings, base, mark), {
    expectedMs: HEADROOM * callMs,
    sameUrl: settings.sameUrl,
    signal,
    onEnd: (ended) => {
      drawEndedCalls({ ...unmeasured(settings, base), solo }, ended);
      showProgress(progressText(ended, settings.calls));
    },
  });
}

/** The measurement before any call has ended. */
export function unmeasured(settings: Settings, base: URL): Omit<Measured, 'burst'> {
  const url = routeUrl(settings, base).href;
  const target = { kind: 'http', method: 'GET', url };
  return { target, sameUrl: settings.sameUrl, solo: [], epoch: 0 };
}

/** How long a call takes alone, in ms: the median of the solo calls, or else the chosen delay. */
export function expectedCallMs(
  settings: Settings,
  solo: readonly BrowserCall[],
): number | undefined {
  const answered = solo.map(({ invocation }) => invocation).filter(isAnswered);
  const soloMs = median(answered.map(({ sentAt, receivedAt }) => receivedAt - sentAt));
  return soloMs ?? (settings.route === 'ping/cpu' ? undefined : settings.delayMs);
}

/** Shows what the page is doing; screen readers announce it. */
export function showStatus(text: string): void {
  byId('status', HTMLElement).textContent = text;
}

/** Shows how many calls have ended. Not announced, because it changes with every call. */
export function showProgress(text: string): void {
  byId('order', HTMLElement).replaceChildren(element('span', 'hint', text));
}

/** `3 of 6 calls finished`, and how many of the others were stopped. */
export function progressText(ended: readonly BrowserCall[], all: number): string {
  const stopped = ended.filter(isStopped).length;
  const finished = `${ended.length - stopped} of ${all} calls finished`;
  return stopped === 0 ? finished : `${finished}, ${stopped} stopped`;
}

/** Draws the calls that have ended, with what is known of them so far. */
export function drawEndedCalls(
  measured: Omit<Measured, 'burst'>,
  ended: readonly BrowserCall[],
): void {
  const { all } = judgeFromBrowser({ ...measured, burst: ended });
  chart.drawEnded(buildLanes(ended, all));
}

interface DrawOptions {
  readonly expectedMs: number;
  readonly sameUrl: boolean;
  readonly signal: AbortSignal;
  /** Gets all calls that have ended so far. */
  readonly onEnd: (ended: readonly BrowserCall[]) => void;
}

/** Fetches URLs at once, and animates their lanes until all have ended. */
async function fetchAndDraw(urls: readonly string[], options: DrawOptions): Promise<FetchedBurst> {
  const { expectedMs, sameUrl, signal, onEnd } = options;
  const ended: BrowserCall[] = [];
  let animation: Animation | undefined;
  chart.begin(urls.length, expectedMs);
  byId('chart', HTMLElement).scrollIntoView({ block: 'nearest' });
  const burst = await fetchBurst(urls, {
    cache: sameUrl ? 'default' : 'no-store',
    signal,
    onRelease: () => {
      animation = animateLanes();
    },
    onEnd: (call) => {
      ended.push(call);
      onEnd(ended);
    },
  });
  animation?.stop();
  chart.end(Math.max(...burst.calls.map(({ invocation }) => invocation.receivedAt ?? 0)));
  return burst;
}

interface Animation {
  readonly stop: () => void;
}

/** Grows the lanes of the calls in flight, from now until it is stopped. */
function animateLanes(): Animation {
  const zero = performance.now();
  const reduced = matchMedia('(prefers-reduced-motion: reduce)').matches;
  let next = 0;
  const step = (): void => {
    chart.grow(performance.now() - zero);
    next = reduced ? setTimeout(step, STEP_MS) : requestAnimationFrame(step);
  };
  step();
  return { stop: () => (reduced ? clearTimeout(next) : cancelAnimationFrame(next)) };
}
