/** A part of a text: to be shown as it is, or a secret with the name that it goes by. */
export type Part = string | Secret;

export interface Secret {
  readonly name: string;
  readonly value: string;
}

/** What stands for a secret in reports and run files. */
export const MASK = '***';

/** Words of a name that say that the value is a secret. */
const SECRET_WORDS = new Set(
  'auth authorization apikey bearer cookie credential credentials creds csrf jwt key otp pass passcode passphrase passwd password pswd pw pwd secret session sid sig signature token xsrf'.split(
    ' ',
  ),
);

/** Names that say so only by themselves: in longer names, such as `status_code`, they are ordinary words. */
const SECRET_NAMES = new Set(['code', 'pin']);

/** Names written in one word, such as `accesstoken`. */
const SECRET_ENDING =
  /(token|secret|password|passwd|apikey|accesskey|authkey|privatekey|secretkey|authcode|signature|authorization|cookie|sessionid|sessid)$/;

/** Whether the name of a header, a query parameter or a field says that its value is a secret. */
export function isSecretName(name: string): boolean {
  if (SECRET_NAMES.has(name.toLowerCase())) return true;
  const words = name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/);
  return words.some((word) => SECRET_WORDS.has(word) || SECRET_ENDING.test(word));
}

const PLACEHOLDER = /^\{(?:n|line|port)\}$/;

/** A value as a part: a secret, unless it only stands for what each call, or the server, gets instead. */
export function secretPart(name: string, value: string): Part {
  return PLACEHOLDER.test(value) ? value : { name, value };
}

const USER_INFO = /(?<before>^[a-z][a-z0-9+.-]*:\/\/)(?<secret>[^/?#]*)(?=@)/i;
/** `name=value` in a query or a form. */
const PARAMETER = /(?<before>(?:^|[?&])(?<name>[^=&?#/:\s]+)=)(?<secret>[^&#]+)/g;
/** `"name": "value"` in JSON. */
const FIELD =
  /(?<before>"(?<name>[^"\\]+)"\s*:\s*"?)(?<secret>(?<=")(?:[^"\\]|\\.)+|[^\s",[\]{}]+)/g;

/** A part of a multipart body: the name in its header, then the value up to the next boundary. */
const FORM_PART =
  /(?<before>\bname="(?<name>[^"\\]+)"(?:[^\r\n]*\r?\n)+?\r?\n)(?<secret>[^]+?)(?=\r?\n--)/g;

/** Splits an address, a form or JSON so the values with secret names stand alone. */
export function splitSecrets(text: string): Part[] {
  const secrets = [USER_INFO, PARAMETER, FIELD, FORM_PART].flatMap((pattern) =>
    findSecrets(text, pattern),
  );
  const parts: Part[] = [];
  let end = 0;
  for (const secret of secrets.toSorted((a, b) => a.from - b.from)) {
    if (secret.from < end) continue;
    const { name, from, to } = secret;
    parts.push(text.slice(end, from), secretPart(name, text.slice(from, to)));
    end = to;
  }
  return [...parts, text.slice(end)].filter((part) => part !== '');
}

interface Found {
  readonly from: number;
  readonly to: number;
  readonly name: string;
}

function findSecrets(text: string, pattern: RegExp): Found[] {
  return [...text.matchAll(new RegExp(pattern, 'gi'))].flatMap(({ index, groups = {} }) => {
    const { before = '', name, secret = '' } = groups;
    if (name !== undefined && !isSecretName(decoded(name))) return [];
    const from = index + before.length;
    return [{ from, to: from + secret.length, name: decoded(name ?? 'credentials') }];
  });
}

/** An address, a form or JSON with `***` for each secret in it. */
export function maskSecrets(text: string): string {
  return maskParts(splitSecrets(text));
}

/** The parts as a text with `***` for each secret. */
export function maskParts(parts: readonly Part[]): string {
  return parts.map((part) => (typeof part === 'string' ? part : MASK)).join('');
}

/** The values of the secrets among parts. */
export function secretValues(parts: readonly Part[]): string[] {
  return parts.flatMap((part) => (typeof part === 'string' ? [] : part.value));
}

/** A text without percent-encoding; as it is if that is malformed. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
