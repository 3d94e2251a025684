// Written by `npm run types:write` from the sources.
export * from './matchers.js';
import type { ConcurrencyMatchers } from './matchers.js';

declare module 'vitest' {
  interface Matchers<T = any> extends ConcurrencyMatchers {}
}
