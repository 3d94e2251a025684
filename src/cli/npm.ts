import { UsageError } from '../errors.ts';

/** The environment variables of this process. */
type Environment = Readonly<Record<string, string | undefined>>;

/** Whether npm runs this script of the repository. */
export function isRunByNpm(env: Environment, script: string): boolean {
  const { npm_command: command = '', npm_lifecycle_event: running } = env;
  return command.startsWith('run') && running === script;
}

/** Options that npm has, too, so they may be in its configuration. It always sets its user agent. */
const NPM_OPTIONS = new Set('cert help json key no-color quiet user user-agent version'.split(' '));

/**
 * Checks that npm has passed all options on. Without `--` before them it keeps them to itself, as
 * variables of the environment, and the script would run without.
 * @throws UsageError if it kept one of those with these names.
 */
export function assertPassedOn(
  env: Environment,
  { script, names }: { readonly script: string; readonly names: readonly string[] },
): void {
  if (!isRunByNpm(env, script)) return;
  const kept = names
    .filter((name) => !NPM_OPTIONS.has(name))
    .filter((name) => env[`npm_config_${name.replaceAll('-', '_')}`] !== undefined)
    .map((name) => `--${name}`);
  if (kept.length === 0) return;
  throw new UsageError(
    `npm did not pass on ${kept.join(' ')}; put -- before the options: npm run ${script} -- ${kept[0]} ...`,
  );
}
