import { describe, expect, it } from 'vitest';
import { OPTIONS } from '../../src/options/arguments.ts';
import { assertPassedOn } from '../../src/cli/npm.ts';
import { usageErrorOf } from '../helpers/errors.ts';

const names = ['compare', 'in-process', 'json'];
const RUNNING = { npm_command: 'run', npm_lifecycle_event: 'check' };
const pass = (env: Record<string, string>): void => assertPassedOn(env, { script: 'check', names });

it('what npm always sets is no option of ours', () => {
  const env = { ...RUNNING, npm_config_user_agent: 'npm/10', npm_config_json: 'true' };
  expect(() => assertPassedOn(env, { script: 'check', names: Object.keys(OPTIONS) })).not.toThrow();
});

describe('options without -- before them', () => {
  it('are refused, since npm keeps them', () => {
    const env = { ...RUNNING, npm_config_compare: 'true', npm_config_in_process: 'true' };
    expect(usageErrorOf(() => pass(env))).toBe(
      'npm did not pass on --compare --in-process; put -- before the options: npm run check -- --compare ...',
    );
  });

  it.each<Record<string, string>>([
    RUNNING,
    { ...RUNNING, npm_config_json: 'true' },
    { ...RUNNING, npm_config_yes: '' },
    { ...RUNNING, npm_lifecycle_event: 'other', npm_config_compare: 'true' },
    { npm_command: 'exec', npm_lifecycle_event: 'check', npm_config_compare: 'true' },
    {},
  ])('are none in %j', (env) => {
    expect(() => pass(env)).not.toThrow();
  });
});
