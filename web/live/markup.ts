import { CALLS, DELAY_MS } from './wish.ts';

/** What the page shows before anything has been fired; `index.ts` brings it to life. */
export const markup = `
<header>
  <p class="name">concurrency-check</p>
  <h1>Hello Goodbye <span class="twice">Hello Goodbye?</span></h1>
  <p class="lead">Call an endpoint several times at the same moment: do the calls run together, or one
  after the other? Press the button. Your browser calls this service, each call says Hello when it
  begins and Goodbye when it ends, and the verdict follows.</p>
</header>
<main>
  <noscript><p class="card">This page fires the calls by JavaScript, which is off. Without it, in a shell:
  <code>for i in 1 2; do curl -s "ADDRESS/ping?x=$i" &amp; done; wait</code></p></noscript>
  <form id="wish" class="card" novalidate>
    <fieldset class="routes">
      <legend>Route</legend>
      <label><input type="radio" name="route" value="ping" checked> <span><b>/ping</b> waits without blocking</span></label>
      <label><input type="radio" name="route" value="ping/blocking"> <span><b>/ping/blocking</b> blocks its thread</span></label>
      <label><input type="radio" name="route" value="ping/cpu"> <span><b>/ping/cpu</b> keeps a core busy</span></label>
    </fieldset>
    <div class="numbers">
      <label for="calls">Calls <span class="hint">${CALLS.least} to ${CALLS.most}</span></label>
      <input id="calls" name="calls" type="number" inputmode="numeric" min="${CALLS.least}" max="${CALLS.most}" value="${CALLS.fallback}">
      <label for="delay">Delay <span class="hint">ms</span></label>
      <input id="delay" name="delay" type="number" inputmode="numeric" min="${DELAY_MS.least}" max="${DELAY_MS.most}" step="100" value="${DELAY_MS.fallback}">
    </div>
    <label class="switch"><input id="same" type="checkbox" role="switch" name="same" aria-describedby="same-says">
      <span>Same URL for all calls</span></label>
    <p id="same-says" class="hint">The trap of the question: two tabs with one address. A browser holds the second
    request back until the first is answered. Off, each call has an address of its own (<code>?x=1</code>, <code>?x=2</code>).</p>
    <button id="fire" type="submit">Fire the calls</button>
    <p id="status" class="hint" role="status"></p>
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
  <section id="chart" class="card" aria-labelledby="chart-title" hidden>
    <h2 id="chart-title">The calls</h2>
    <p id="order" class="order"></p>
    <div id="lanes" class="lanes" role="img" aria-label="The calls on a time axis; the table below says the same."></div>
    <ul class="legend">
      <li><i class="flight"></i> not back yet</li>
      <li><i class="held"></i> held back by the browser</li>
      <li><i class="outside"></i> on the way, or waiting for its turn</li>
      <li><i class="served"></i> from Hello to Goodbye, a colour for each instance</li>
    </ul>
  </section>
  <div id="verdict" aria-live="polite"></div>
  <section id="details" class="card" hidden>
    <details><summary>All calls as a table</summary>
    <div id="table" class="scroll" role="region" aria-label="Table of all calls" tabindex="0"></div></details>
  </section>
  <section class="card" aria-labelledby="hand-title">
    <h2 id="hand-title">Without the browser</h2>
    <p>Each <code>curl</code> and each <code>wget</code> is a process of its own: no cache in common, no limit of six connections, nobody
    waits for anybody. Even the same URL is called as often as you say, at once.</p>
    <div id="hand"></div>
  </section>
</main>`;
