export function buildHandlers(): Promise<void>;
export function buildDemo(): Promise<void>;
export function buildCommand(): Promise<void>;
export function buildSchema(): Promise<void>;
export function buildOptionsPage(): Promise<void>;
