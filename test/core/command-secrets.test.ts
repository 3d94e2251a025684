import { describe, expect, it } from 'vitest';
import { commandSecrets, maskWords } from '../../src/core/secrets/command-secrets.ts';

describe('a command', () => {
  it.each<[string[], string[]]>([
    [
      ['env', 'API_TOKEN=a b&c=d', 'serve', '--auth-token=x'],
      ['env', 'API_TOKEN=***', 'serve', '--auth-token=***'],
    ],
    [
      ['serve', '--token', 'x', '-password', 'y', '--port', '80'],
      ['serve', '--token', '***', '-password', '***', '--port', '80'],
    ],
    [
      ['serve', '--key', '--tls', 'http://u:p@a/?sig=x'],
      ['serve', '--key', '--tls', 'http://***@a/?sig=***'],
    ],
    [
      ['serve', '--db=postgres://u:p@a/b', 'DB=redis://:p@a', 'a=b&sig=x'],
      ['serve', '--db=postgres://***@a/b', 'DB=redis://***@a', 'a=b&sig=***'],
    ],
    [
      ['sh', '-c', 'TOKEN=x exec serve'],
      ['sh', '-c', 'TOKEN=***'],
    ],
    [
      ['sh', '-c', 'exec env A=b TOKEN=x serve --token y\n --db http://u:p@a {port}'],
      ['sh', '-c', 'exec env A=b TOKEN=*** serve --token ***\n --db http://***@a {port}'],
    ],
    [
      ['node', '-e', "const token = 'a'; serve({ token })"],
      ['node', '-e', "const token = 'a'; serve({ token })"],
    ],
    [
      ['serve', '{"token": "a b"}'],
      ['serve', '{"token": "***"}'],
    ],
  ])('%j is shown as %j', (words, shown) => {
    expect(maskWords(words)).toEqual(shown);
  });

  it('has secrets', () => {
    expect(commandSecrets(['env', 'TOKEN=x', 'a', '--token', 'y', 'http://u:p@a/?sig=z'])).toEqual([
      'x',
      'y',
      'u:p',
      'z',
    ]);
  });
});
