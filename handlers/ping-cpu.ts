import { route } from './route.ts';

/**
 * Keeps a core busy with a fixed amount of work. With a fixed time instead, calls that share a core
 * would not take longer. The work is native hashing, because JavaScript is slower until it has been
 * compiled.
 */
export const handler = route({
  path: '/ping/cpu',
  parameter: { name: 'work', unit: 'thousands of SHA-256 rounds', fallback: 600, most: 10_000 },
  work: (thousands) => {
    // Loaded on demand, because loading it takes a good part of a cold start.
    const { pbkdf2Sync } = process.getBuiltinModule('node:crypto');
    if (thousands > 0) pbkdf2Sync('PING', 'PONG!', thousands * 1_000, 32, 'sha256');
  },
});
