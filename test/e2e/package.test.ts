import { beforeAll, describe, expect, it } from 'vitest';
import { packageService, ROUTES, type Packaged } from '../helpers/package.ts';
import { namesInZip } from '../helpers/zip.ts';

const FUNCTIONS = Object.keys(ROUTES);

let first: Packaged;
let second: Packaged;

beforeAll(async () => {
  first = await packageService();
  second = await packageService();
});

describe('the zips', () => {
  it('are one per function', () => {
    expect(new Set(first.zips.keys())).toEqual(new Set(FUNCTIONS.map((name) => `${name}.zip`)));
  });

  it.each(FUNCTIONS)('for %s contain only its bundle', (name) => {
    const zip = first.zips.get(`${name}.zip`) ?? Buffer.alloc(0);
    expect(namesInZip(zip)).toEqual([`.build/handlers/${name}.mjs`]);
  });

  it.each(FUNCTIONS)('for %s are byte-identical the next time', (name) => {
    const [one, other] = [first, second].map(({ zips }) => zips.get(`${name}.zip`));
    expect(one !== undefined && other !== undefined && one.equals(other)).toBe(true);
  });
});
