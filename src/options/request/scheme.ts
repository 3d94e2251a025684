const PORT = String.raw`:(?:\d{1,5}|\{port\})`;
const LOCAL_HOST = String.raw`localhost|\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-f:.]+\]`;

/** `localhost/x`, `127.0.0.1`, `[::1]:80`, `my-host:3000/x`: nothing else looks like these. */
const ADDRESS = new RegExp(
  String.raw`^(?!lambda:|deployed:)(?:(?:${LOCAL_HOST})(?:${PORT})?|[\w.-]+${PORT})(?=[/?#]|$)`,
  'i',
);

/**
 * Puts `http://` before an address that has no scheme. A name without a port may be anything, so it
 * is taken for a host only after curl (`any-host`).
 */
export function addScheme(target: string, which?: 'any-host'): string {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(target)) return target;
  return ADDRESS.test(target) || which === 'any-host' ? `http://${target}` : target;
}
