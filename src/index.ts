export { check, diagnose, diff, judge, type JudgeOptions } from './api/api.ts';
export { compare, type CompareOptions } from './api/compare.ts';
export { render, type Format, type RenderOptions } from './api/render.ts';
export { scan, type ScanOptions } from './api/scan.ts';
export type { CheckOptions, Progress } from './api/check-options.ts';
export type {
  Burst,
  Comparison,
  ComparisonCell,
  Diagnosis,
  Invocation,
  Recording,
  Run,
  RunDiff,
  Scan,
  ScanRow,
  Target,
  Timeline,
  Verdict,
  Worded,
} from './api/run-file.ts';
export { NoRunError, TargetError, UsageError } from './errors.ts';
