import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openOutput } from '../../src/output/output-file.ts';
import { usageErrorOf } from '../helpers/errors.ts';
import { scratchFile, scratchFolder } from '../helpers/scratch.ts';

describe('an existing file', () => {
  it('is replaced completely', () => {
    const file = scratchFile('something much longer than what comes');
    openOutput('--json', file).write('new');
    expect(readFileSync(file, 'utf8')).toBe('new');
  });

  it('keeps its contents until something is written', () => {
    const file = scratchFile('old');
    const output = openOutput('--json', file);
    expect(readFileSync(file, 'utf8')).toBe('old');
    output.discard();
    expect(readFileSync(file, 'utf8')).toBe('old');
  });

  it('is kept even if it is empty', () => {
    const file = scratchFile('');
    openOutput('--json', file).discard();
    expect(existsSync(file)).toBe(true);
  });
});

describe('a new file', () => {
  it('is written', () => {
    const file = path.join(scratchFolder(), 'new.json');
    openOutput('--json', file).write('text');
    expect(readFileSync(file, 'utf8')).toBe('text');
  });

  it('is removed when it is discarded', () => {
    const folder = scratchFolder();
    openOutput('--json', path.join(folder, 'new.json')).discard();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is written to the last byte however long it is', () => {
    const file = path.join(scratchFolder(), 'long.json');
    const text = 'ä'.repeat(5_000_000);
    openOutput('--json', file).write(text);
    expect(readFileSync(file, 'utf8') === text).toBe(true);
  });
});

describe('a file that cannot be written', () => {
  it('is refused if its folder does not exist', () => {
    const file = path.join(scratchFolder(), 'missing', 'run.json');
    expect(usageErrorOf(() => openOutput('--json', file))).toBe(
      `--json ${file}: the folder does not exist`,
    );
  });

  it('is refused if it is a folder', () => {
    const folder = scratchFolder();
    expect(usageErrorOf(() => openOutput('--json', folder))).toBe(
      `--json ${folder}: this is a folder; expected a file`,
    );
  });

  it('is refused if its folder is a file', () => {
    const folder = scratchFolder();
    writeFileSync(path.join(folder, 'file'), '');
    const file = path.join(folder, 'file', 'run.json');
    expect(usageErrorOf(() => openOutput('--json', file))).toBe(
      `--json ${file}: the folder does not exist`,
    );
  });
});
