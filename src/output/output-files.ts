import path from 'node:path';
import { UsageError } from '../errors.ts';
import type { Documents, Format } from './formats.ts';
import { openOutput, type OutputFile } from './output-file.ts';

/** Which format goes where; `-` is standard output. */
export type Destinations = ReadonlyMap<Format, string>;

export const STANDARD_OUTPUT = '-';

/** All files that were asked for, open. */
export interface OutputFiles {
  /** @throws OutputError where one of them has no room. */
  readonly write: (documents: Documents) => Promise<void>;
  /** Leaves things as they were. */
  readonly discard: () => void;
}

/** @throws UsageError where one cannot be written; then none is. */
export function openOutputs(destinations: Destinations): OutputFiles {
  const opened: { format: Format; file: OutputFile }[] = [];
  const discard = (): void => opened.forEach(({ file }) => file.discard());
  try {
    for (const [format, file] of destinations) {
      if (file === STANDARD_OUTPUT) continue;
      // A job summary is gathered from several steps; the other formats are one document each.
      const append = format === 'markdown';
      const output = openOutput(`--${format}`, file, { append });
      const same = opened.find(
        (other) => other.file.identity !== undefined && other.file.identity === output.identity,
      );
      opened.push({ format, file: output });
      if (same !== undefined) throw collision(same.format, format, file);
    }
  } catch (error) {
    discard();
    throw error;
  }
  return {
    discard,
    write: async (documents) => {
      for (const { format, file } of opened) file.write(await documents[format]());
    },
  };
}

function collision(one: Format, other: Format, file: string): UsageError {
  return new UsageError(`--${one} and --${other} both go to ${file}; give each its own file`);
}

/** @throws UsageError where two formats would go to the same place. */
export function assertNoCollisions(destinations: Destinations): void {
  const taken = new Map<string, Format>();
  for (const [format, file] of destinations) {
    const place = file === STANDARD_OUTPUT ? file : path.resolve(file);
    const other = taken.get(place);
    if (other !== undefined) {
      throw collision(other, format, file);
    }
    taken.set(place, format);
  }
}
