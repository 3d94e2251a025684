import { buildCommand } from '../../scripts/build.mjs';

/** The end-to-end tests run the command as it is now. */
export const setup = buildCommand;
