import type { Plugin as EsbuildPlugin } from 'esbuild';

/** A page as strings; `scripts/pages.d.ts` describes them. */
export interface PageBundle {
  readonly script: string;
  readonly scriptHash: string;
  readonly style: string;
  readonly styleHash: string;
  readonly markup: string;
}

/** The esbuild plugin that resolves `page:NAME`, for the command and the handlers. */
export const pages: EsbuildPlugin;
/** The same as a Vite plugin, for tests. */
export const pagesInTests: {
  name: string;
  resolveId(id: string): string | undefined;
  load(id: string): Promise<string> | undefined;
};
/** Bundles web/NAME. */
export function bundlePage(name: string): Promise<PageBundle>;
