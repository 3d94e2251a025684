import type { ScanValues } from '../../core/scan/scan-row.ts';

/** A text, and the values that were filled into it. */
interface Filled {
  readonly values: ScanValues;
  readonly text: string;
}

/** More steps than the command line of any scan needs. */
const MOST_STEPS = 20_000;

/**
 * The template that gives each text when its values replace `{NAME}`; `undefined` if there is none. What all
 * texts have in common stays as it is, unless that leads nowhere.
 */
export function findTemplate(filled: readonly Filled[]): string | undefined {
  const start = { template: '', at: filled.map(() => 0) };
  const open: State[] = [start];
  const seen = new Set<string>();
  for (let state = open.pop(); state !== undefined; state = open.pop()) {
    const { template, at } = state;
    if (at.every((place, nth) => place === filled[nth]?.text.length)) return template;
    const key = at.join();
    if (seen.has(key)) continue;
    if (seen.size >= MOST_STEPS) return undefined;
    seen.add(key);
    // The last state is tried first.
    open.push(...byPlaceholder(state, filled), ...byCharacter(state, filled));
  }
  return undefined;
}

/** The beginning of a template, and where each text goes on after it. */
interface State {
  readonly template: string;
  readonly at: readonly number[];
}

function byCharacter({ template, at }: State, filled: readonly Filled[]): State[] {
  const [character, ...more] = new Set(filled.map(({ text }, nth) => text[at[nth] ?? 0]));
  if (character === undefined || more.length > 0) return [];
  return [{ template: template + character, at: at.map((place) => place + 1) }];
}

function byPlaceholder({ template, at }: State, filled: readonly Filled[]): State[] {
  const names = Object.keys(filled[0]?.values ?? {});
  return names.flatMap((name) => {
    const next = filled.flatMap(({ values, text }, nth) => {
      const { [name]: value = '' } = values;
      const place = at[nth] ?? 0;
      return value !== '' && text.startsWith(value, place) ? place + value.length : [];
    });
    const fits = next.length === filled.length;
    return fits ? [{ template: `${template}{${name}}`, at: next }] : [];
  });
}
