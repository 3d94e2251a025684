import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { expect } from 'vitest';

const file = new URL('../../schema/run-file.schema.json', import.meta.url);
const schema: object = JSON.parse(readFileSync(file, 'utf8'));
const validate = new Ajv({ allErrors: true }).compile(schema);

/** Whether it is what the published schema says that `--json` writes. */
export function expectToMatchSchema(content: unknown): void {
  validate(content);
  expect(validate.errors ?? []).toEqual([]);
}

export function matchesSchema(content: unknown): boolean {
  return validate(content);
}
