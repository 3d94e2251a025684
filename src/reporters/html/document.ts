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

// Hashes hold for every character between the tags.
const SCRIPT = new Markup(`<script>${page.script}</script>`);
const STYLE = new Markup(`<style>${page.style}</style>`);

/**
 * A whole page in one file, which may load nothing and run nothing but its own script. It says all
 * that it has to say without the script, too, which draws the calls and answers to hand and keys.
 */
export function renderDocument(content: {
  readonly title: string;
  readonly body: Markup;
  readonly data: PageData;
}): string {
  const { title, body, data } = content;
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
          Made by concurrency-check. This page is one file and asks the network for nothing.
        </footer>
        <script type="application/json" id="data">
          ${jsonMarkup(data)}
        </script>
        ${SCRIPT}
      </body>
    </html> `.text;
}
