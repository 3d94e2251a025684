// Run on its own, or preloaded (`node --import`), so the command is never older than its sources.
import { buildCommand } from './build.mjs';

await buildCommand();
