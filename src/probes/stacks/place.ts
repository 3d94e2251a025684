import type { Place } from '../../core/why/stacks.ts';

/** Where a thread was in one sample. */
export type ThreadPlace = Omit<Place, 'share' | 'threads'>;

/** Where the threads of a process were at one moment: only those that were anywhere worth reporting. */
export type Sample = readonly {
  /** Names the thread in all samples of the process. */
  readonly thread: string;
  readonly place: ThreadPlace;
}[];

/** The file as seen from the folder that the process runs in, if it lies below. */
export function relativeTo(folder: string | undefined, file: string): string {
  const start = folder === undefined ? undefined : `${folder.replace(/\/$/, '')}/`;
  return start !== undefined && file.startsWith(start) ? file.slice(start.length) : file;
}
