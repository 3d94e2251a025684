import type { Shape } from '../simulated/draw.ts';
import { DELAY_SHAPES } from './delays.ts';
import { LIMIT_SHAPES } from './limits.ts';
import { MODEL_SHAPES } from './models.ts';
import { OTHER_WORK_SHAPES } from './other-work.ts';
import { POOL_SHAPES } from './pools.ts';
import { SHARING_SHAPES } from './sharing.ts';

/** All rows of the table. */
export const SHAPES: readonly Shape[] = [
  ...MODEL_SHAPES,
  ...DELAY_SHAPES,
  ...POOL_SHAPES,
  ...SHARING_SHAPES,
  ...LIMIT_SHAPES,
  ...OTHER_WORK_SHAPES,
];
