import type { Plugin as EsbuildPlugin } from 'esbuild';

export const pages: EsbuildPlugin;
export const pagesInTests: {
  name: string;
  resolveId(id: string): string | undefined;
  load(id: string): Promise<string> | undefined;
};
