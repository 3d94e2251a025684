import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { jsonSchema } from '../../../scripts/json-schema.ts';
import { ROOT } from '../../helpers/run.ts';

it('the published schema is the one that the sources describe (npm run schema writes it)', () => {
  const published = readFileSync(path.join(ROOT, 'schema/run-file.schema.json'), 'utf8');
  expect(jsonSchema()).toBe(published);
});
