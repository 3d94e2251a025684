// Run on its own, or preloaded (`node --import`), so the command is never older than its sources.
import { buildCommand, ReadOnlyError } from './build.mjs';

try {
  await buildCommand();
} catch (error) {
  if (!(error instanceof ReadOnlyError)) throw error;
  process.stderr.write(`concurrency-check: ${error.message}\n`);
  process.exit(3); // nothing was measured
}
