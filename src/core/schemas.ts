import * as v from 'valibot';

// Parts of the schemas of what is saved. Each takes the words that describe it in the published schema.

/** Any schema with its description. */
export const described = <const Schema extends v.GenericSchema>(schema: Schema, words: string) =>
  v.pipe(schema, v.description(words));

/** A time or a difference, which may be negative. */
export const time = (words: string) => v.pipe(v.number(), v.finite(), v.description(words));

/** A duration, a size or a share: zero or more. */
export const amount = (words: string) =>
  v.pipe(v.number(), v.finite(), v.minValue(0), v.description(words));

/** How many: a whole number, zero or more. */
export const count = (words: string) =>
  v.pipe(v.number(), v.integer(), v.minValue(0), v.description(words));

/** A whole number, one or more. */
export const positive = (words: string) =>
  v.pipe(v.number(), v.integer(), v.minValue(1), v.description(words));

/** A text, which may be empty. */
export const text = (words: string) => v.pipe(v.string(), v.description(words));

/** A text that is not empty. */
export const name = (words: string) => v.pipe(v.string(), v.minLength(1), v.description(words));
