/** Bundles each Lambda handler into .build/handlers. */
export function buildHandlers(): Promise<void>;
/** Bundles the demo into .build. */
export function buildDemo(): Promise<void>;
/** Bundles the command into dist, if its sources have changed. */
export function buildCommand(): Promise<void>;
/** Writes schema/run-file.schema.json. */
export function buildSchema(): Promise<void>;
export function buildOptionsPage(): Promise<void>;
