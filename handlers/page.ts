import { isMainThread } from 'node:worker_threads';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { page } from 'page:live';

/** A drawing of two calls that overlap. It is inline, because the page may not load anything. */
const ICON = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><path fill="#0b7a75" d="M1 3h9v4H1zM6 9h9v4H6z"/></svg>',
)}`;

/** How serverless-offline runs the handlers, for the page to show; elsewhere nothing is known. */
function localMode(): string {
  if (process.env['IS_OFFLINE'] === undefined) return '';
  return ` data-mode="${isMainThread ? 'one-process' : 'instance-per-call'}"`;
}

const HTML = `<!doctype html>
<html lang="en"${localMode()}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Hello Goodbye Hello Goodbye? concurrency-check</title>
<link rel="icon" href="${ICON}">
<style>${page.style}</style>
</head>
<body>${page.markup}
<script>${page.script}</script>
</body>
</html>
`;

/** Allows only the page's own script and style, by their hashes, and calls to its own service. */
const POLICY = [
  "default-src 'none'",
  `script-src '${page.scriptHash}'`,
  `style-src '${page.styleHash}'`,
  "connect-src 'self'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

/** The live page, which fires calls at this service from the browser and judges them there. */
export const handler = (): Promise<APIGatewayProxyStructuredResultV2> =>
  Promise.resolve({
    statusCode: 200,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': POLICY,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      // An outdated page must not call a service that has changed since.
      'cache-control': 'no-cache',
    },
    body: HTML,
  });
