/** The version of the run file; a reader accepts no other. */
export const SCHEMA_VERSION = 1;
