/** A Lambda function as somebody named it: by name, ARN or partial ARN, with or without a qualifier. */
export interface FunctionName {
  /** As the Invoke API takes it, qualifier and all. */
  readonly full: string;
  /** Without the qualifier. */
  readonly unqualified: string;
  readonly name: string;
  readonly qualifier?: string;
  /** Where an ARN says so. */
  readonly region?: string;
}

const PREFIX =
  /^(?:arn:[a-z-]+:lambda:(?<region>[a-z0-9-]+):\d{12}:function:|(?:\d{12}:)?function:)?/;
const NAME = /^(?<name>[\w-]{1,140})(?::(?<qualifier>\$LATEST(?:\.PUBLISHED)?|[\w-]{1,128}))?$/;

/** `undefined` where it is no name of a function. */
export function readFunctionName(text: string): FunctionName | undefined {
  const { 0: prefix = '', groups: { region } = {} } = PREFIX.exec(text) ?? {};
  const { name, qualifier } = NAME.exec(text.slice(prefix.length))?.groups ?? {};
  if (name === undefined) return undefined;
  return {
    full: text,
    unqualified: prefix + name,
    name,
    ...(qualifier === undefined ? {} : { qualifier }),
    ...(region === undefined ? {} : { region }),
  };
}
