import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { expect } from 'vitest';

const file = new URL('../../schema/run-file.schema.json', import.meta.url);
const schema: object = JSON.parse(readFileSync(file, 'utf8'));
const validate = new Ajv({ allErrors: true }).compile(schema);

/** Asserts that a value matches the published schema of run files. */
export function expectToMatchSchema(content: unknown): void {
  validate(content);
  expect(validate.errors ?? []).toEqual([]);
}

/** Whether a value matches the published schema of run files. */
export function matchesSchema(content: unknown): boolean {
  return validate(content);
}
