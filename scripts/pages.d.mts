import type { Plugin as EsbuildPlugin } from 'esbuild';

export interface PageBundle {
  readonly script: string;
  readonly scriptHash: string;
  readonly style: string;
  readonly styleHash: string;
  readonly markup: string;
}

export const pages: EsbuildPlugin;
export const pagesInTests: {
  name: string;
  resolveId(id: string): string | undefined;
  load(id: string): Promise<string> | undefined;
};
export function bundlePage(name: string): Promise<PageBundle>;
