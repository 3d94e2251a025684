import { CALLS, DELAY_MS, rangeWords } from './settings.ts';

/**
 * What the page shows before anything has been fired; `index.ts` brings it to life. What is wrong with
 * a number is told below the button, or the button would move away under the click that it gets.
 */
export const markup = `
<header>
  <p class="name">concurrency-check</p>
  <h1>Hello Goodbye <span class="twice">Hello Goodbye?</span></h1>
  <p class="lead">Call an endpoint several times at the same moment: do the calls run together, or one
  after the other? Your browser calls this service, each call says Hello when it begins and Goodbye
  when it ends, and the verdict follows.</p>
</header>
<main>
  <noscript><div class="card"><p>This page fires the calls by JavaScript, which is off here. A shell does it as well:
  run this line, and where it waits, paste the address of this page and press Enter.</p>
  <pre class="scroll" tabindex="0"><code>read -r page; for i in 1 2; do curl -s "\${page%/}/ping?delay=1000&amp;x=$i" &amp; done; wait</code></pre>
  <p>Both answers after one second: the calls ran together. The second after two: one after the other.</p></div></noscript>
  <p id="said" class="unseen" role="status"></p>
  <form id="wish" class="card" novalidate hidden>
    <fieldset class="routes">
      <legend>Route</legend>
      <label><input type="radio" name="route" value="ping" checked> <span><b>/ping</b> waits without blocking</span></label>
      <label><input type="radio" name="route" value="ping/blocking"> <span><b>/ping/blocking</b> blocks its thread</span></label>
      <label><input type="radio" name="route" value="ping/cpu"> <span><b>/ping/cpu</b> keeps a core busy</span></label>
    </fieldset>
    <div class="numbers">
      <label for="calls">Calls <span class="hint">${rangeWords(CALLS)}</span></label>
      <input id="calls" name="calls" type="number" inputmode="numeric" min="${CALLS.least}" max="${CALLS.most}" value="${CALLS.fallback}" aria-describedby="calls-says">
      <label for="delay">Delay <span class="hint">${rangeWords(DELAY_MS)} ms</span></label>
      <input id="delay" name="delay" type="number" inputmode="numeric" min="${DELAY_MS.least}" max="${DELAY_MS.most}" step="100" value="${DELAY_MS.fallback}" aria-describedby="delay-says">
    </div>
    <label class="switch"><input id="same" type="checkbox" role="switch" name="same" aria-describedby="same-says">
      <span>Same URL for all calls</span></label>
    <p id="same-says" class="hint">The trap of the question: two tabs with one address. A browser holds the second
    request back until the first is answered. Off, each call has an address of its own (<code>?x=1</code>, <code>?x=2</code>).</p>
    <button id="fire" type="submit">Fire the calls</button>
    <p id="calls-says" class="wrong" aria-live="polite"></p>
    <p id="delay-says" class="wrong" aria-live="polite"></p>
  </form>
  <section id="sketches" class="card" aria-labelledby="sketches-title">
    <h2 id="sketches-title">What to look for</h2>
    <div class="sketches">
      <figure class="staircase"><i></i><i></i><i></i><i></i><figcaption><b>A staircase</b> is serial: Hello Goodbye Hello Goodbye.
      Each call begins when the one before it has ended.</figcaption></figure>
      <figure class="wall"><i></i><i></i><i></i><i></i><figcaption><b>A wall</b> is concurrent or parallel: Hello Hello Goodbye Goodbye.
      All are in progress at the same time.</figcaption></figure>
    </div>
  </section>
  <section id="result" aria-labelledby="measured" hidden>
  <div class="card measured">
    <p id="earlier" hidden>Of the earlier selection</p>
    <h2 id="measured"></h2>
  </div>
  <div id="chart" class="card">
    <p id="status" role="status"></p>
    <p id="order" class="order"></p>
    <div id="lanes" class="lanes" role="img" aria-label="The calls on a time axis; the table below says the same."></div>
    <ul class="legend">
      <li class="of-flight"><i class="flight"></i> not back yet</li>
      <li class="of-held"><i class="held"></i> held back by the browser</li>
      <li class="of-outside"><i class="outside"></i> on the way, or waiting for its turn</li>
      <li class="of-served"><i class="served"></i> from Hello to Goodbye, a colour for each instance</li>
      <li class="of-lost"><i class="lost"></i> failed or refused</li>
      <li class="of-stopped"><i class="stopped"></i> stopped by you, no answer awaited</li>
    </ul>
  </div>
  <div id="verdict" aria-live="polite"></div>
  <section id="details" class="card" hidden>
    <details><summary>All calls as a table</summary>
    <div id="table" class="scroll" role="region" aria-label="Table of all calls" tabindex="0"></div></details>
  </section>
  </section>
  <section id="by-hand" class="card" aria-labelledby="hand-title" hidden>
    <h2 id="hand-title">Without the browser</h2>
    <p>Each <code>curl</code> and each <code>wget</code> is a process of its own: no cache in common, no limit of six connections, nobody
    waits for anybody. Even the same URL is called as often as you say, at once.</p>
    <div id="hand"></div>
  </section>
</main>`;
