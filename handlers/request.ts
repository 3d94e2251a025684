/** A whole number that a caller can set: `?delay=300`, or `{ "delay": 300 }` in a direct invocation. */
export interface Parameter {
  readonly name: string;
  readonly unit: string;
  /** The value if the caller sets none. */
  readonly fallback: number;
  /** The largest value that is accepted. */
  readonly most: number;
}

/** A parameter that was refused: what came, and what was expected. */
export interface BadParameter {
  readonly parameter: string;
  readonly received: string;
  readonly expected: string;
}

/** The value of a parameter, or why it was refused. */
export type Reading = { ok: true; value: number } | { ok: false; problem: BadParameter };

/**
 * Reads a parameter from the event of an HTTP API, a function URL or a direct invocation. Never
 * throws.
 */
export function readParameter(event: unknown, parameter: Parameter): Reading {
  const given = findParameter(event, parameter.name);
  if (given === undefined) return { ok: true, value: parameter.fallback };
  const value = toWholeNumber(given);
  if (value !== undefined && value <= parameter.most) return { ok: true, value };
  return {
    ok: false,
    problem: {
      parameter: parameter.name,
      received: describeValue(given),
      expected: `a whole number from 0 to ${parameter.most} (${parameter.unit})`,
    },
  };
}

function findParameter(event: unknown, name: string): unknown {
  if (!isRecord(event)) return undefined;
  if ('requestContext' in event || 'queryStringParameters' in event) {
    const query = event['queryStringParameters'];
    return isRecord(query) && Object.hasOwn(query, name) ? query[name] : undefined;
  }
  return Object.hasOwn(event, name) ? event[name] : undefined;
}

function toWholeNumber(given: unknown): number | undefined {
  if (typeof given === 'number')
    return Number.isSafeInteger(given) && given >= 0 ? given : undefined;
  if (typeof given !== 'string' || !/^[0-9]{1,15}$/.test(given)) return undefined;
  return Number(given);
}

function describeValue(given: unknown): string {
  if (typeof given === 'string') return JSON.stringify(given.slice(0, 40));
  if (typeof given === 'number' || typeof given === 'boolean' || given === null)
    return String(given);
  return Array.isArray(given) ? 'an array' : `a value of type ${typeof given}`;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
