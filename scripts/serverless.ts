import process from 'node:process';
import { STARTED_BY_US, type Serverless, type SlsOptions } from '../src/serverless/framework.ts';
import { profileOf } from '../src/serverless/profile.ts';
import { PLUGIN_OPTIONS } from '../src/serverless/options.ts';

// If the check that started this serverless-offline is killed, the channel closes, and this process ends. The
// channel alone must not keep it alive.
if (process.env[STARTED_BY_US] !== undefined && process.connected) {
  process.once('disconnect', () => process.exit());
  process.channel?.unref();
}

/** The plugin for osls and Serverless Framework 3 and 4. */
export default class ConcurrencyCheckPlugin {
  readonly provider = 'aws';
  readonly commands = {
    'concurrency-check': {
      usage: 'Check whether calls of a function run in parallel',
      lifecycleEvents: ['run'],
      options: PLUGIN_OPTIONS,
    },
  };
  readonly hooks = { 'concurrency-check:run': () => this.#run() };
  readonly #serverless: Serverless;
  readonly #options: SlsOptions;

  constructor(serverless: Serverless, options: SlsOptions) {
    this.#serverless = serverless;
    this.#options = options;
  }

  /** Sets the exit status itself: for an error, the framework's is 1, which stands for an unexpected verdict. */
  async #run(): Promise<void> {
    // Loaded only now, since the framework loads plugins for each of its commands.
    const { checkFunction } = await import('../src/serverless/check-function.ts');
    const { processHost } = await import('./process-host.ts');
    const [, sls = ''] = process.argv;
    const profile = profileOf(this.#serverless, this.#options, process.env);
    if (profile !== undefined) process.env['AWS_PROFILE'] = profile;
    const input = {
      serverless: this.#serverless,
      options: this.#options,
      sls,
      folder: process.cwd(),
    };
    const status = await checkFunction(input, processHost());
    process.exitCode ??= status; // standard output may have failed meanwhile
  }
}
