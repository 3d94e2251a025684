import { defineConfig } from 'vitest/config';

/** What `npm run mutation` runs for every mutant: without the simulations, which take long. */
export default defineConfig({
  test: {
    include: ['test/core/**/*.test.ts'],
    exclude: ['test/core/judge/timing/**', 'test/core/diff/diff-simulation.test.ts'],
  },
});
