export { matchers } from './api/matchers.ts';
export type {
  Checked,
  ConcurrencyMatchers,
  MatcherOptions,
  MatcherResult,
} from './api/matchers.ts';
