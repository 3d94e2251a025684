import { CALLS, DELAY_MS, rangeText } from './settings.ts';

/** What `--listen` does, and what limits a client. */
const LISTEN_PAGE =
  'https://github.com/seed-5bd72848/concurrency-check/blob/HEAD/docs/browser-trap.md#is-my-client-parallel';

/**
 * The page before anything has been fired; `index.ts` makes it interactive. Errors of the numbers
 * appear below the button, since above it they would move the button away from under a click.
 */
export const markup = `
<header>
  <p class="name">concurrency-check</p>
  <h1>Hello Goodbye <span class="twice">Hello Goodbye?</span></h1>
  <p class="lead">If you call an endpoint several times at the same moment, do the calls run together or one after
  the other? Your browser calls this service. Each call says Hello when it starts and Goodbye when it ends, and you
  get a verdict.</p>
  <p id="mode" class="hint" hidden></p>
</header>
<main>
  <noscript><div class="card"><p>This page fires the calls with JavaScript, which is turned off here. You can do the
  same in a shell: run this line, paste the address of this page when it waits for input, and press Enter.</p>
  <pre class="scroll" tabindex="0"><code>read -r page; for i in 1 2; do curl -s "\${page%/}/ping?delay=1000&amp;x=$i" &amp; done; wait</code></pre>
  <p>If both answers come after one second, the calls ran together. If the second comes after two seconds, they ran
  one after the other.</p></div></noscript>
  <p id="announcement" class="visually-hidden" role="status"></p>
  <form id="settings" class="card" novalidate hidden>
    <fieldset class="routes">
      <legend>Route</legend>
      <label><input type="radio" name="route" value="ping" checked> <span><b>/ping</b> waits without blocking</span></label>
      <label><input type="radio" name="route" value="ping/blocking"> <span><b>/ping/blocking</b> blocks its thread</span></label>
      <label><input type="radio" name="route" value="ping/cpu"> <span><b>/ping/cpu</b> burns CPU</span></label>
    </fieldset>
    <div class="numbers">
      <label for="calls">Calls <span class="hint">${rangeText(CALLS)}</span></label>
      <input id="calls" name="calls" type="number" inputmode="numeric" min="${CALLS.min}" max="${CALLS.max}" value="${CALLS.initial}" aria-describedby="calls-error">
      <label for="delay">Delay <span class="hint">${rangeText(DELAY_MS)} ms</span></label>
      <input id="delay" name="delay" type="number" inputmode="numeric" min="${DELAY_MS.min}" max="${DELAY_MS.max}" step="100" value="${DELAY_MS.initial}" aria-describedby="delay-error">
    </div>
    <label class="switch"><input id="same" type="checkbox" role="switch" name="same" aria-describedby="same-hint">
      <span>Same URL for all calls</span></label>
    <p id="same-hint" class="hint">This is the trap of testing with two tabs that have the same address: the browser
    holds the second request back until the first is answered. If off, each call gets its own URL (<code>?x=1</code>, <code>?x=2</code>).</p>
    <button id="fire" type="submit">Fire calls</button>
    <p id="calls-error" class="error" aria-live="polite"></p>
    <p id="delay-error" class="error" aria-live="polite"></p>
  </form>
  <section id="sketches" class="card" aria-labelledby="sketches-title">
    <h2 id="sketches-title">What to look for</h2>
    <div class="sketches">
      <figure class="staircase"><i></i><i></i><i></i><i></i><figcaption><b>A staircase</b> is serial: Hello Goodbye Hello Goodbye.
      Each call starts when the previous one ends.</figcaption></figure>
      <figure class="wall"><i></i><i></i><i></i><i></i><figcaption><b>A wall</b> is concurrent or parallel: Hello Hello Goodbye Goodbye.
      All calls are in progress at the same time.</figcaption></figure>
    </div>
  </section>
  <section id="result" aria-labelledby="measured" hidden>
  <div class="card measured">
    <p id="outdated" hidden>From earlier settings</p>
    <h2 id="measured"></h2>
  </div>
  <div id="chart" class="card">
    <p id="status" role="status"></p>
    <p id="order" class="order"></p>
    <div id="lanes" class="lanes" role="img" aria-label="The calls on a time axis. The table below shows the same data."></div>
    <ul class="legend">
      <li class="key-in-flight"><i class="in-flight"></i> in flight</li>
      <li class="key-held"><i class="held"></i> held back by the browser</li>
      <li class="key-outside"><i class="outside"></i> in transit or queued</li>
      <li class="key-served"><i class="served"></i> from Hello to Goodbye, one color per instance</li>
      <li class="key-failed"><i class="failed"></i> failed or throttled</li>
      <li class="key-stopped"><i class="stopped"></i> stopped by you</li>
    </ul>
  </div>
  <div id="verdict" aria-live="polite"></div>
  <section id="details" class="card" hidden>
    <details><summary>All calls as a table</summary>
    <div id="table" class="scroll" role="region" aria-label="Table of all calls" tabindex="0"></div></details>
  </section>
  </section>
  <section id="shell" class="card" aria-labelledby="shell-title" hidden>
    <h2 id="shell-title">Without the browser</h2>
    <p>Each <code>curl</code> or <code>wget</code> is its own process: no shared cache, no limit of six connections, and
    no call waits for another. All calls are sent at once, even to the same URL.</p>
    <div id="shell-commands"></div>
    <p>The other way round, <a href="${LISTEN_PAGE}"><code>concurrency-check --listen</code></a> waits for calls, and says
    how many your own program makes at a time and what limits it.</p>
  </section>
</main>`;
