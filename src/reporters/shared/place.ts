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
