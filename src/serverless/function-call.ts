import { UsageError } from '../errors.ts';
import type { Serverless, ServiceFunction, SlsOptions } from './framework.ts';
import { hasParameters, routesOf, serves, type Route } from './routes.ts';
import { textOf } from './words.ts';

/** A function, and how to call it. */
export interface FunctionCall {
  /** In serverless.yml. */
  readonly key: string;
  /** On AWS. */
  readonly name: string;
  /** Absent if it has none. Then the function is invoked. */
  readonly route?: Route;
  /** The path to call, with its query, relative to the address of the API. */
  readonly path: string;
}

/**
 * Finds the function that `--function` names, and the route that `--path` belongs to.
 * @throws UsageError if there is no such function, or if its route needs a path.
 */
export function findCall({ service }: Serverless, options: SlsOptions): FunctionCall {
  const [key, found] = findFunction(service, options);
  const { name = key } = found;
  const given = textOf(options, 'path');
  const route = chooseRoute(found, given);
  if (route === undefined) {
    if (given === undefined) return { key, name, path: '' };
    throw new UsageError(`--path applies only to functions with an HTTP route; ${key} has none`);
  }
  return {
    key,
    name,
    route,
    path: given === undefined ? pathOfRoute(route, key) : withSlash(given),
  };
}

function findFunction(
  { service, functions = {} }: Serverless['service'],
  options: SlsOptions,
): [key: string, found: ServiceFunction] {
  const known = Object.keys(functions);
  const key = textOf(options, 'function');
  const found = key !== undefined && known.includes(key) ? functions[key] : undefined;
  if (key !== undefined && found !== undefined) return [key, found];
  if (known.length === 0) throw new UsageError(`the service ${service} has no functions to check`);
  const list = `expected one of ${known.join(', ')}`;
  throw new UsageError(
    key === undefined
      ? `--function names the function to check: ${list}`
      : `--function ${key}: ${service} has no such function; ${list}`,
  );
}

function pathOfRoute(route: Route, key: string): string {
  if (!hasParameters(route)) return route.path;
  throw new UsageError(
    `the route ${route.path} of ${key} has parameters; give the path to call with --path, such as --path ${examplePath(route)}`,
  );
}

function chooseRoute({ events }: ServiceFunction, path: string | undefined): Route | undefined {
  const routes = routesOf(events);
  const serving =
    path === undefined ? undefined : routes.find((one) => serves(one, withSlash(path)));
  return serving ?? routes.find((one) => !hasParameters(one)) ?? routes[0];
}

function withSlash(path: string): string {
  return path.startsWith('/') ? path : `/${path}`;
}

function examplePath({ path }: Route): string {
  return path.replaceAll(/\{[^}]*\}/g, '1');
}
