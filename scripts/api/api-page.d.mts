/** docs/api.md with the reference as the types have it. */
export function apiPage(page: string, types: string): string;
