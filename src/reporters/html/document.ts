import { page } from 'page:timeline';
import { html, jsonMarkup, Markup } from './markup.ts';
import type { PageData } from './page-data.ts';

const POLICY = [
  "default-src 'none'",
  `script-src '${page.scriptHash}'`,
  `style-src '${page.styleHash}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

// The policy's hashes cover every character between the tags.
const SCRIPT = new Markup(`<script>${page.script}</script>`);
const STYLE = new Markup(`<style>${page.style}</style>`);

/**
 * A page in one file, which may load nothing and run only its own script. The script makes the timelines
 * interactive; everything can be read without it.
 */
export function renderDocument(content: {
  readonly title: string;
  readonly body: Markup;
  readonly data: PageData;
  /** What made it, when and where. */
  readonly client?: string | undefined;
}): string {
  const { title, body, data, client = 'concurrency-check' } = content;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${POLICY}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="referrer" content="no-referrer" />
        <title>${title}</title>
        ${STYLE}
      </head>
      <body>
        <main>${body}</main>
        <footer>
          Made by ${client}. This page is a single file and loads nothing from the network.
        </footer>
        <script type="application/json" id="data">
          ${jsonMarkup(data)}
        </script>
        ${SCRIPT}
      </body>
    </html> `.text;
}
