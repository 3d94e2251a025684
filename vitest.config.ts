import { defineConfig } from 'vitest/config';
import { pagesInTests } from './scripts/pages.mjs';

/** Tests that demand no verdict and time nothing, so they may run side by side. Any other runs alone. */
const UNTIMED = {
  e2e: [
    'test/e2e/{call-values,command,demo,formats,interruption,own-host,package,permissions,request,started-server,template}.test.ts',
    'test/e2e/projects/packed.test.ts',
    'test/e2e/scan/interruption.test.ts',
  ],
  runtime: ['test/runtime/{one-instance,platform,routes}.test.ts'],
  browser: ['test/browser/timeline.test.ts'],
  aws: ['test/aws/aws.test.ts'],
  install: ['test/install/{from-git,package,types}.test.ts'],
};

/** Three keep two cores busy, since these tests also wait for the processes that they have started. */
const SIDE_BY_SIDE = {
  maxWorkers: 3,
  // Vitest does not run projects together that differ in the number of workers.
  sequence: { groupOrder: 1 },
  maxConcurrency: 2,
  testTimeout: 120_000,
  hookTimeout: 120_000,
};

/**
 * For tests that measure. Two cores cannot run several servers and judge them, too, and whatever else the
 * machine does may disturb one measurement, so a test fails only if its second try does. The output marks
 * those that needed one; how often an answer is wrong is for the benches to count.
 */
const MEASURING = { fileParallelism: false, retry: 1 };

export default defineConfig({
  test: {
    coverage: {
      include: ['handlers/**', 'src/core/**', 'src/reporters/**'],
      reporter: ['text-summary'],
      // What the unit tests reach today, rounded down. Raise a number when you can; do not lower one.
      thresholds: {
        'handlers/**': { statements: 100, branches: 98, functions: 100, lines: 100 },
        'src/core/**': { statements: 98, branches: 92, functions: 99, lines: 98 },
        'src/reporters/**': { statements: 99, branches: 92, functions: 99, lines: 99 },
      },
    },
    projects: [
      {
        plugins: [pagesInTests],
        test: {
          name: 'unit',
          // Vitest leaves one core free by default, which on two cores is half of them.
          maxWorkers: '100%',
          // The simulations take about 1 s each on an idle machine, and several on a busy one.
          testTimeout: 30_000,
          include: [
            'test/{api,bench,handlers,cli,core,deploy,docs,lint,observe,options,output,probes,reporters,serverless,targets,web}/**/*.test.ts',
          ],
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          exclude: UNTIMED.e2e,
          globalSetup: ['test/helpers/build-command.ts'],
          ...MEASURING,
          maxConcurrency: 2,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'e2e-untimed',
          include: UNTIMED.e2e,
          globalSetup: ['test/helpers/build-command.ts'],
          ...SIDE_BY_SIDE,
        },
      },
      {
        test: {
          name: 'servers',
          include: ['test/servers/**/*.test.ts'],
          globalSetup: ['test/helpers/build-command.ts', 'test/servers/install.ts'],
          ...MEASURING,
          testTimeout: 180_000,
        },
      },
      {
        test: {
          name: 'why',
          include: ['test/why/**/*.test.ts'],
          globalSetup: ['test/helpers/build-command.ts', 'test/why/install.ts'],
          ...MEASURING,
          testTimeout: 180_000,
        },
      },
      {
        test: {
          name: 'runtime',
          include: ['test/runtime/**/*.test.ts'],
          exclude: UNTIMED.runtime,
          globalSetup: ['test/helpers/build-command.ts', 'test/runtime/install.ts'],
          ...MEASURING,
          testTimeout: 120_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'runtime-untimed',
          include: UNTIMED.runtime,
          globalSetup: ['test/runtime/install.ts'],
          ...SIDE_BY_SIDE,
        },
      },
      {
        test: {
          name: 'install',
          include: ['test/install/**/*.test.ts'],
          exclude: UNTIMED.install,
          globalSetup: ['test/install/install.ts'],
          maxWorkers: 2,
          // Some of them measure, and a busy machine may be too busy for that.
          retry: 2,
          testTimeout: 240_000,
        },
      },
      {
        test: {
          name: 'install-untimed',
          include: UNTIMED.install,
          globalSetup: ['test/install/install.ts'],
          ...SIDE_BY_SIDE,
          testTimeout: 240_000,
        },
      },
      {
        plugins: [pagesInTests],
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          exclude: UNTIMED.browser,
          globalSetup: ['test/browser/install.ts'],
          ...MEASURING,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        plugins: [pagesInTests],
        test: {
          name: 'browser-untimed',
          include: UNTIMED.browser,
          globalSetup: ['test/browser/install.ts'],
          ...SIDE_BY_SIDE,
        },
      },
      {
        test: {
          name: 'aws',
          include: ['test/aws/**/*.test.ts'],
          exclude: UNTIMED.aws,
          globalSetup: ['test/helpers/build-command.ts', 'test/aws/install.ts'],
          ...MEASURING,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'aws-untimed',
          include: UNTIMED.aws,
          globalSetup: ['test/aws/install.ts'],
          ...SIDE_BY_SIDE,
        },
      },
    ],
  },
});
