import { judgedBurst } from '../../core/timeline/timeline.ts';
import type { Run } from '../../core/run.ts';
import { nameInstances, type InstanceNames } from '../shared/instance-names.ts';
import { renderBurst, type BurstView } from './burst.ts';
import { burstData, instanceNamePairs, viewBurst } from './burst-view.ts';
import { html, type Markup } from './markup.ts';
import type { PageData } from './page-data.ts';

/** One of several runs on a page. */
interface NamedRun {
  readonly name: string;
  readonly run: Run;
}

/** Several runs, as a page shows them. */
export interface RunViews {
  /** In the order of the runs; absent if nothing was fired. */
  readonly shown: readonly (BurstView | undefined)[];
  readonly data: PageData;
}

/** Numbers the instances and bursts of all runs consecutively, as the page's data lists them. */
export function viewRuns(runs: readonly NamedRun[]): RunViews {
  let [instances, index] = [0, 0];
  const views = runs.map(({ name, run }) => {
    const names: InstanceNames = new Map(
      [...nameInstances(run)].map(([full, own], nth) => [
        full,
        { name: own.name, index: instances + nth },
      ]),
    );
    instances += names.size;
    const burst = judgedBurst(run);
    if (burst === undefined) return { names };
    const shown = viewBurst({ burst, title: name, index, run }, names);
    index += 1;
    return { names, shown };
  });
  return {
    shown: views.map(({ shown }) => shown),
    data: {
      instances: views.flatMap(({ names }) => instanceNamePairs(names)),
      bursts: views.flatMap(({ shown }) => (shown === undefined ? [] : [burstData(shown)])),
    },
  };
}

/** The last burst of each run, call by call. */
export function renderRuns({ shown, data }: RunViews): Markup {
  return html`<section class="runs" aria-labelledby="runs">
    <h2 id="runs">The runs, call by call</h2>
    ${shown.flatMap((burst) =>
      burst === undefined
        ? []
        : [
            html`<details class="run">
              <summary>${burst.title}</summary>
              ${renderBurst(burst, data.instances)}
            </details> `,
          ],
    )}
  </section>`;
}
