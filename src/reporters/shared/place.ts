import { groupBy } from '../../core/group-by.ts';
import type { Observed, ServerProcess } from '../../core/observed/observed.ts';
import { sanitizeLine } from '../../core/sanitize.ts';
import type { Place } from '../../core/timeline/timeline.ts';

/** `one instance`, `10 instances`, `8 worker threads of one environment`; empty if unknown. */
export function placeWords({ instances, environments }: Place): string {
  if (instances === undefined) return '';
  if (environments === undefined) return countInWords(instances, 'instance');
  return `${countInWords(instances, 'worker thread')} of ${countInWords(environments, 'environment')}`;
}

function countInWords(count: number, noun: string): string {
  return count === 1 ? `one ${noun}` : `${count} ${noun}s`;
}

/** So many process IDs are listed; of more, only the number. */
const MOST_LISTED = 5;

/** `uvicorn (pid 4711)`, `uvicorn (pids 4711, 4712)`, `gunicorn (12 processes)`. */
export function processesWords(
  processes: readonly ServerProcess[],
  mostListed = MOST_LISTED,
): string {
  const programs = [...groupBy(processes, ({ program }) => program)];
  return programs
    .map(([program, alike]) => {
      const pids = alike.map(({ pid }) => pid);
      const which =
        pids.length > mostListed
          ? `${pids.length} processes`
          : `${pids.length === 1 ? 'pid' : 'pids'} ${pids.join(', ')}`;
      return `${sanitizeLine(program)} (${which})`;
    })
    .join(', ');
}

/** Why the processes of a server on this machine cannot be seen; empty if that is not so. */
export function unseenWords({ unseen }: Observed): string {
  return unseen === undefined ? '' : UNSEEN[unseen];
}

const UNSEEN: Readonly<Record<NonNullable<Observed['unseen']>, string>> = {
  'another-user': 'the server runs as another user',
  'not-visible': 'its process is not visible from here',
};
