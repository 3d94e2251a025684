/** A whole number that a caller may give: `?delay=300`, or `{ "delay": 300 }` in a direct invocation. */
export interface Parameter {
  readonly name: string;
  readonly unit: string;
  readonly fallback: number;
  readonly most: number;
}

export interface BadParameter {
  readonly parameter: string;
  readonly received: string;
  readonly expected: string;
}

export type Reading = { ok: true; value: number } | { ok: false; problem: BadParameter };

/** Reads a parameter from an HTTP API event, a function URL event or a direct invocation. Never throws. */
export function readParameter(event: unknown, parameter: Parameter): Reading {
  const given = find(event, parameter.name);
  if (given === undefined) return { ok: true, value: parameter.fallback };
  const value = wholeNumber(given);
  if (value !== undefined && value <= parameter.most) return { ok: true, value };
  return {
    ok: false,
    problem: {
      parameter: parameter.name,
      received: describe(given),
      expected: `a whole number from 0 to ${parameter.most} (${parameter.unit})`,
    },
  };
}

function find(event: unknown, name: string): unknown {
  if (!isRecord(event)) return undefined;
  if ('requestContext' in event || 'queryStringParameters' in event) {
    const query = event['queryStringParameters'];
    return isRecord(query) && Object.hasOwn(query, name) ? query[name] : undefined;
  }
  return Object.hasOwn(event, name) ? event[name] : undefined;
}

function wholeNumber(given: unknown): number | undefined {
  if (typeof given === 'number')
    return Number.isSafeInteger(given) && given >= 0 ? given : undefined;
  if (typeof given !== 'string' || !/^[0-9]{1,15}$/.test(given)) return undefined;
  return Number(given);
}

function describe(given: unknown): string {
  if (typeof given === 'string') return JSON.stringify(given.slice(0, 40));
  if (typeof given === 'number' || typeof given === 'boolean' || given === null)
    return String(given);
  return Array.isArray(given) ? 'an array' : `a value of type ${typeof given}`;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
