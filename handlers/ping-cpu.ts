import { route } from './route.ts';

/**
 * Keeps a core busy with a fixed amount of work, not for a fixed time: only so does it take longer
 * when calls share a core. Native hashing, since interpreted code is slower until it is compiled.
 */
export const handler = route({
  path: '/ping/cpu',
  parameter: { name: 'work', unit: 'thousands of SHA-256 rounds', fallback: 600, most: 10_000 },
  work: (thousands) => {
    // Loaded when it is needed: loading it is a good part of a cold start.
    const { pbkdf2Sync } = process.getBuiltinModule('node:crypto');
    if (thousands > 0) pbkdf2Sync('PING', 'PONG!', thousands * 1_000, 32, 'sha256');
  },
});
