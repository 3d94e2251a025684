// npm run test:prepare
// Installs what the tests need apart from Node, all at once. Each suite also installs what it needs, so
// this only saves time: it can run while tests run that do not measure.
import { setup as installMiniStack } from './aws/install.ts';
import { setup as installChromium } from './browser/install.ts';
import { installUsers } from './install/install.ts';
import { installClient } from './runtime/install.ts';
import { setup as installServers } from './why/install.ts';

// Compiling the client takes as long as all the others together.
const client = timed('test:runtime', installClient);
const outcomes = await Promise.allSettled([client, installOthers()]);
for (const outcome of outcomes) {
  if (outcome.status === 'fulfilled') continue;
  process.stderr.write(`${String(outcome.reason)}\n`);
  process.exitCode = 1;
}

/** One after the other, since apt runs only once at a time. */
async function installOthers(): Promise<void> {
  await timed('test:servers and test:why', installServers);
  await timed('test:aws', installMiniStack);
  await timed('test:browser', installChromium);
  await timed('test:install', installUsers);
}

async function timed(name: string, install: () => void | Promise<void>): Promise<void> {
  const startedAt = performance.now();
  await install();
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(0);
  process.stdout.write(`installed what ${name} needs, in ${seconds} s\n`);
}
