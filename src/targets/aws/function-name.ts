import { defined } from '../../core/defined.ts';

/** A Lambda function by name, ARN or partial ARN, with or without a qualifier. */
export interface FunctionName {
  /** The whole text, as the Invoke API takes it. */
  readonly full: string;
  /** The text without its qualifier. */
  readonly unqualified: string;
  readonly name: string;
  /** Version or alias. */
  readonly qualifier?: string;
  /** From an ARN. */
  readonly region?: string;
}

const PREFIX =
  /^(?:arn:[a-z-]+:lambda:(?<region>[a-z0-9-]+):\d{12}:function:|(?:\d{12}:)?function:)?/;
const NAME = /^(?<name>[\w-]{1,140})(?::(?<qualifier>\$LATEST(?:\.PUBLISHED)?|[\w-]{1,128}))?$/;

/** Parses the name of a function; `undefined` if it is malformed. */
export function readFunctionName(text: string): FunctionName | undefined {
  const { 0: prefix = '', groups: { region } = {} } = PREFIX.exec(text) ?? {};
  const { name, qualifier } = NAME.exec(text.slice(prefix.length))?.groups ?? {};
  if (name === undefined) return undefined;
  return {
    full: text,
    unqualified: prefix + name,
    name,
    ...defined({ qualifier, region }),
  };
}
