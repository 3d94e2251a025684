export { check, diagnose, diff, judge } from './api/api.ts';
export { render, type Format, type RenderOptions } from './api/render.ts';
export type { CheckOptions, Progress } from './api/check-options.ts';
export type {
  Burst,
  Diagnosis,
  Invocation,
  Recording,
  Run,
  RunDiff,
  Target,
  Timeline,
  Verdict,
  Worded,
} from './api/run-file.ts';
export { TargetError, UsageError } from './errors.ts';
