import * as fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { defined } from '../../src/core/defined.ts';

describe('defined', () => {
  it('drops undefined properties and keeps all others, falsy ones included', () => {
    const object = { a: undefined, b: null, c: 0, d: '', e: false, f: Number.NaN };
    expect(Object.keys(defined(object))).toEqual(['b', 'c', 'd', 'e', 'f']);
    expect(defined(object)).toStrictEqual({ b: null, c: 0, d: '', e: false, f: Number.NaN });
  });

  it('does not change the object that it is given', () => {
    const object = { a: undefined, b: 1 };
    defined(object);
    expect(object).toStrictEqual({ a: undefined, b: 1 });
  });

  it('has a type that makes optional what may be undefined, and only that', () => {
    const result = defined({ maybe: [1].at(1), sure: 1 });
    expect(result).toStrictEqual({ sure: 1 });
    expectTypeOf(result).toExtend<{ maybe?: number; sure: number }>();
    expectTypeOf<{ sure: number }>().toExtend<typeof result>();
    expectTypeOf<{ maybe: number }>().not.toExtend<typeof result>();
  });

  it('never returns an undefined property, and loses nothing else', () => {
    const objects = fc.dictionary(fc.string(), fc.option(fc.jsonValue(), { nil: undefined }));
    fc.assert(
      fc.property(objects, (object) => {
        const result: Record<string, unknown> = defined(object);
        for (const [key, value] of Object.entries(object)) {
          expect(Object.hasOwn(result, key)).toBe(value !== undefined);
          if (value !== undefined) expect(result[key]).toBe(value);
        }
      }),
    );
  });
});
