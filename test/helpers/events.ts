import * as fc from 'fast-check';

type Query = Readonly<Record<string, string>> | undefined;

/** The event of an HTTP API, payload format 2.0. */
export function httpApiEvent(query?: Query): object {
  return {
    version: '2.0',
    routeKey: 'GET /ping',
    rawPath: '/ping',
    rawQueryString: new URLSearchParams(query).toString(),
    headers: { accept: '*/*', host: 'abc.execute-api.us-east-1.amazonaws.com' },
    ...(query === undefined ? {} : { queryStringParameters: query }),
    requestContext: {
      apiId: 'abc',
      stage: '$default',
      http: { method: 'GET', path: '/ping', protocol: 'HTTP/1.1', sourceIp: '192.0.2.1' },
      requestId: 'JKJaXmPLvHcESHA=',
    },
    isBase64Encoded: false,
  };
}

/** The event of a function URL: the same format from another host. */
export function functionUrlEvent(query?: Query): object {
  return {
    ...httpApiEvent(query),
    routeKey: '$default',
    headers: { accept: '*/*', host: 'abc.lambda-url.us-east-1.on.aws' },
  };
}

/** The event of a direct invocation: whatever its caller sends. */
export function directInvocation(payload?: Readonly<Record<string, unknown>>): object {
  return { ...payload };
}

/** Any event, including ones that resemble a real one. */
export function anyEvent(parameter: string): fc.Arbitrary<unknown> {
  const anything = fc.anything({ withNullPrototype: true, withBigInt: true, withDate: true });
  const near = fc.oneof(anything, fc.integer(), fc.double(), fc.nat().map(String), fc.string());
  const given = fc.record({ [parameter]: near, x: fc.string() }, { requiredKeys: [] });
  const query = fc.oneof(anything, given);
  return fc.oneof(
    anything,
    fc.jsonValue(),
    given,
    given.map((own) => ({ __proto__: null, ...own })),
    fc.record({ queryStringParameters: query, requestContext: anything }, { requiredKeys: [] }),
    query.map((own) => ({ ...httpApiEvent(), queryStringParameters: own })),
  );
}

/** Values of the delay that are not a whole decimal number in range. */
export function badValue(): fc.Arbitrary<unknown> {
  return fc.oneof(
    fc.integer({ max: -1 }),
    fc.integer({ min: 25_001 }),
    fc.double().filter((value) => !Number.isInteger(value)),
    fc.string().filter((text) => !/^[0-9]+$/.test(text)),
    fc.boolean(),
    fc.constant(null),
    fc.array(fc.nat()),
    fc.object(),
    fc.bigInt(),
  );
}
