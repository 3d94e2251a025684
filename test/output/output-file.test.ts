import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openOutput } from '../../src/output/output-file.ts';
import { usageErrorOf } from '../helpers/errors.ts';
import { scratchFile, scratchFolder } from '../helpers/scratch.ts';

describe('a file that is there', () => {
  it('is replaced whole', () => {
    const file = scratchFile('something much longer than what comes');
    openOutput('--json', file).write('new');
    expect(readFileSync(file, 'utf8')).toBe('new');
  });

  it('stays as it was until something is written', () => {
    const file = scratchFile('old');
    const output = openOutput('--json', file);
    expect(readFileSync(file, 'utf8')).toBe('old');
    output.discard();
    expect(readFileSync(file, 'utf8')).toBe('old');
  });

  it('stays even where it is empty', () => {
    const file = scratchFile('');
    openOutput('--json', file).discard();
    expect(existsSync(file)).toBe(true);
  });
});

describe('a file that is not there', () => {
  it('is written', () => {
    const file = path.join(scratchFolder(), 'new.json');
    openOutput('--json', file).write('text');
    expect(readFileSync(file, 'utf8')).toBe('text');
  });

  it('is gone again when it is discarded', () => {
    const folder = scratchFolder();
    openOutput('--json', path.join(folder, 'new.json')).discard();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is written to the last byte, however long', () => {
    const file = path.join(scratchFolder(), 'long.json');
    const text = 'ä'.repeat(5_000_000);
    openOutput('--json', file).write(text);
    expect(readFileSync(file, 'utf8') === text).toBe(true);
  });
});

describe('a file that cannot be written', () => {
  it('is in a folder that is not there', () => {
    const file = path.join(scratchFolder(), 'missing', 'run.json');
    expect(usageErrorOf(() => openOutput('--json', file))).toBe(
      `--json ${file}: cannot be written: its folder is not there`,
    );
  });

  it('is a folder', () => {
    const folder = scratchFolder();
    const message = usageErrorOf(() => openOutput('--json', folder));
    expect(message).toContain(`--json ${folder}: cannot be written: `);
    expect(message).toMatch(/directory/);
  });

  it('has a file for a folder', () => {
    const folder = scratchFolder();
    writeFileSync(path.join(folder, 'file'), '');
    const message = usageErrorOf(() => openOutput('--json', path.join(folder, 'file', 'run.json')));
    expect(message).toContain('cannot be written');
  });
});
