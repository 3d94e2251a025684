import { HUES } from '../../src/reporters/html/page-data.ts';

/** The colors of the page's style sheet, for the canvas. */
export interface Palette {
  readonly ink: string;
  readonly muted: string;
  readonly line: string;
  readonly surface: string;
  readonly band: string;
  readonly waits: string;
  readonly warm: string;
  readonly cold: string;
  readonly flight: string;
  readonly notAccepted: string;
  readonly unread: string;
  readonly failed: string;
  readonly throttled: string;
  /** One for each instance, in turn. */
  readonly hues: readonly string[];
}

/** The colors as they apply to an element now, in light or dark mode or in print. */
export function readPalette(element: Element): Palette {
  const style = getComputedStyle(element);
  const color = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  return {
    ink: color('ink'),
    muted: color('muted'),
    line: color('line'),
    surface: color('surface'),
    band: color('band'),
    waits: color('waits'),
    warm: color('warm'),
    cold: color('cold'),
    flight: color('flight'),
    notAccepted: color('not-accepted'),
    unread: color('unread'),
    failed: color('failed'),
    throttled: color('throttled'),
    hues: Array.from({ length: HUES }, (_, hue) => color(`hue-${hue}`)),
  };
}
