import { sanitizeLine } from '../core/sanitize.ts';
import { wrap } from '../reporters/terminal/style.ts';

/** Where notices go: standard error. */
interface Stream {
  readonly write: (text: string) => void;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** Narrower terminals break lines themselves. */
const MIN_COLUMNS = 20;

/** Writes a notice, which may quote a server; on a terminal in lines that fit, the later ones indented. */
export function writeNotice(notice: string, { write, isTTY, columns = 0 }: Stream): void {
  const lines = notice.split('\n').map(sanitizeLine);
  const fitting = isTTY === true && columns >= MIN_COLUMNS ? lines.flatMap(broken) : lines;
  write(`${fitting.join('\n')}\n`);

  function broken(line: string): string[] {
    const [first = '', ...more] = wrap(line, columns - INDENT.length);
    return [first, ...more.map((rest) => `${INDENT}${rest}`)];
  }
}

const INDENT = '  ';
