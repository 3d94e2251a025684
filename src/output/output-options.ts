import type { Demands } from '../core/checks/checks.ts';
import type { Destinations } from './output-files.ts';

/** Where the results go, and what they are compared with. */
export interface Output {
  readonly files: Destinations;
  /** The file of a saved run to compare this one with. */
  readonly against?: string;
  /** What decides about exit status 0 or 1. */
  readonly demands: Demands;
  /** False if `--no-color` was given. */
  readonly color: boolean;
  /** Show no progress, and only the verdict of the report. */
  readonly quiet: boolean;
}
