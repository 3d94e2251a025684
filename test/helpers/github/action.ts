import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../run.ts';

/** A step of action.yml, with what tests read. */
export interface Step {
  readonly name: string;
  /** What runs in the shell, if anything does. */
  readonly script?: string;
  /** The whole step, as it stands in the file. */
  readonly text: string;
}

/** The steps of action.yml, in their order. */
export function actionSteps(): Step[] {
  const text = readFileSync(path.join(ROOT, 'action.yml'), 'utf8');
  const [, steps = ''] = text.split(/^ {2}steps:\n/m);
  return steps
    .split(/^(?= {4}- )/m)
    .filter((step) => step.trim() !== '')
    .map((step) => {
      const script = scriptOf(step);
      return {
        name: /name: (.*)/.exec(step)?.[1] ?? '',
        ...(script === undefined ? {} : { script }),
        text: step,
      };
    });
}

/** What follows `run:`, on its line or as a block below it. */
function scriptOf(step: string): string | undefined {
  const [, line, block] = /^ {6}run: (?:\|\n((?: {8}.*\n|\n)*)|(.*)$)/m.exec(step) ?? [];
  return line === undefined ? block : line.replaceAll(/^ {8}/gm, '');
}
