// Run by itself, or preloaded (`node --import`) so that the command is never older than its sources.
import { buildCommand } from './build.mjs';

await buildCommand();
