import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { baseOf, routeUrl, type Settings } from '../../../web/live/settings.ts';
import { shellCommands } from '../../../web/live/shell-commands.ts';

const SETTINGS: Settings = { route: 'ping', calls: 3, delayMs: 300, sameUrl: false };

describe('shellCommands', () => {
  it('call the URL that the page calls', () => {
    expect(shellCommands(SETTINGS, new URL('http://127.0.0.1:3000/'))).toEqual({
      curl: "for i in $(seq 3); do curl -s 'http://127.0.0.1:3000/ping?delay=300' & done; wait",
      wget: "for i in $(seq 3); do wget -qO- 'http://127.0.0.1:3000/ping?delay=300' & done; wait",
      'concurrency-check':
        "npm run concurrency-check -- 'http://127.0.0.1:3000/ping?delay=300' -n 3",
    });
  });

  it('quote the URL for the shell, whatever the folder is called', () => {
    const base = baseOf(new URL("http://127.0.0.1/$default/`id`/it's/"));
    const { curl } = shellCommands({ ...SETTINGS, calls: 1 }, base);
    const echoed = curl.replace('curl -s', 'echo');
    const output = execFileSync('sh', ['-c', echoed], { encoding: 'utf8' });
    expect(output.trim()).toBe(routeUrl(SETTINGS, base).href.replaceAll("'", '%27'));
  });
});
