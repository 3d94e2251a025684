// Written by `npm run types:write` from the sources.
export * from './matchers.js';
import type { ConcurrencyMatchers } from './matchers.js';

declare global {
  namespace jest {
    interface Matchers<R, T = {}> extends ConcurrencyMatchers {}
  }
}

declare module 'expect' {
  interface Matchers<R extends void | Promise<void>, T = unknown> extends ConcurrencyMatchers {}
}
