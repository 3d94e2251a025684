/** The colours of the page's style, for the canvas. */
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
  readonly lost: string;
  readonly throttled: string;
}

/** As the page is styled now: light, dark, or for paper. */
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
    lost: color('lost'),
    throttled: color('throttled'),
  };
}
