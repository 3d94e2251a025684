import type { Expectation } from '../core/expectation.ts';
import type { Destinations } from './output-files.ts';

/** Where the results go, and what is expected of them. */
export interface Output {
  readonly files: Destinations;
  /** A saved run to set this one beside. */
  readonly against?: string;
  readonly expect?: Expectation;
  readonly color: boolean;
  readonly quiet: boolean;
}
