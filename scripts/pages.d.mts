import type { Plugin as EsbuildPlugin } from 'esbuild';

/** The esbuild plugin that resolves `page:NAME`, for the command and the handlers. */
export const pages: EsbuildPlugin;
/** The same as a Vite plugin, for tests. */
export const pagesInTests: {
  name: string;
  resolveId(id: string): string | undefined;
  load(id: string): Promise<string> | undefined;
};
