import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { UsageError } from '../../errors.ts';
import { readFileOrInput } from '../../input-file.ts';
import type { Piece } from '../../targets/requests/fill-request.ts';
import { typedName, type Arguments } from '../arguments.ts';

// -F and --form-string, as in curl. Node's FormData cannot do this: its text parts have no type, and it
// encodes a body only as a whole, so `{n}` could not be replaced in it.

/** A form as it is sent. */
export interface Form {
  readonly boundary: string;
  readonly body: readonly Piece[];
}

/**
 * Reads -F and --form-string; `undefined` if neither is given.
 * @throws UsageError if a part is malformed, if a file cannot be read, or if there is another body.
 */
export function readForm(args: Arguments): Form | undefined {
  const parts = args.given.flatMap(({ name, rawName, value }) => {
    if (name === 'form') return readPart(value, rawName);
    return name === 'form-string' ? readText(value, rawName) : [];
  });
  if (parts.length === 0) return undefined;
  assertNoOtherBody(args);
  const boundary = `------------------------${randomUUID()}`;
  const pieces = parts.flatMap((part) => [
    `--${boundary}\r\n${headOf(part)}\r\n\r\n`,
    part.content,
    '\r\n',
  ]);
  return { boundary, body: [...pieces, `--${boundary}--\r\n`] };
}

/** @throws UsageError if another option sets the body, or sends none. */
function assertNoOtherBody(args: Arguments): void {
  const others = ['data', 'data-raw', 'data-binary', 'data-urlencode', 'get', 'head'] as const;
  const other = others.find((name) => args.typed.has(name));
  if (other === undefined) return;
  throw new UsageError(
    `-F (--form) cannot be combined with ${typedName(args, other)}; leave one of them out`,
  );
}

type Headers = Record<string, string | string[]>;

interface Part {
  readonly name: string;
  readonly content: Piece;
  readonly type?: string | undefined;
  readonly filename?: string | undefined;
}

function headOf({ name, type, filename }: Part): string {
  const file = filename === undefined ? '' : `; filename="${escaped(filename)}"`;
  const head = `Content-Disposition: form-data; name="${escaped(name)}"${file}`;
  return type === undefined ? head : `${head}\r\nContent-Type: ${type}`;
}

/** Escapes what would end a name, as browsers and curl do. */
function escaped(name: string): string {
  return name.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function splitPart(given: string, option: string): { name: string; text: string } {
  const [, name, text] = /^([^=]*)=(.*)$/s.exec(given) ?? [];
  if (name !== undefined && text !== undefined) return { name, text };
  throw new UsageError(`${option}: expected NAME=VALUE or NAME=@FILE, received a part without =`);
}

/** `NAME=VALUE`; nothing in the value has a special meaning. */
function readText(given: string, option: string): Part {
  const { name, text } = splitPart(given, option);
  return { name, content: text };
}

/** `NAME=VALUE`, `NAME=<FILE` or `NAME=@FILE`, then `;type=TYPE` and `;filename=NAME`. */
function readPart(given: string, option: string): Part {
  const { name, text } = splitPart(given, option);
  const [value = '', ...attributes] = splitWords(text);
  const { type, filename } = readAttributes(attributes, `${option} ${name}=`);
  const [source] = value;
  const file = fileIn(value);
  if (source === '(') throw new UsageError(`${option}: forms within a form are not supported`);
  if (file === undefined) {
    return { name, content: unquoted(value), type: type ?? typeOf(filename), filename };
  }
  const bytes = readFileOrInput(file, `${option} ${name}=${source}${file}`);
  if (source === '<') return { name, content: bytes.toString(), type: type ?? typeOfText(file) };
  const shown = filename ?? path.basename(file);
  return { name, content: bytes, type: type ?? typeOf(shown) ?? typeOfFile(file), filename: shown };
}

/** As in curl, standard input has no type. */
function typeOfFile(file: string): string | undefined {
  return file === '-' ? undefined : (typeOf(file) ?? 'application/octet-stream');
}

/** As in curl, text that is read from a file is sent without its name, and has a type only if that isn't plain text. */
function typeOfText(file: string): string | undefined {
  const known = typeOf(file);
  return known === 'text/plain' ? undefined : known;
}

/**
 * The file that a part of -F is read from; `undefined` if it has none.
 * @throws UsageError if the part is malformed.
 */
export function fileOfPart(given: string, option: string): string | undefined {
  const [value = ''] = splitWords(splitPart(given, option).text);
  return fileIn(value);
}

function fileIn(value: string): string | undefined {
  return /^[@<]/.test(value) ? unquoted(value.slice(1)) : undefined;
}

/** Splits at semicolons that are not within quotes, nor before the character set of a type. */
function splitWords(text: string): string[] {
  return text.split(/;(?!\s*charset=)(?=(?:[^"\\]|\\.|"(?:[^"\\]|\\.)*")*$)/s);
}

function unquoted(word: string): string {
  const [, quoted] = /^\s*"((?:\\.|[^"\\])*)"\s*$/s.exec(word) ?? [];
  return quoted === undefined ? word.trim() : quoted.replaceAll(/\\(["\\])/g, '$1');
}

function readAttributes(
  words: readonly string[],
  part: string,
): Partial<Record<'type' | 'filename', string>> {
  const entries = words.map((word) => {
    const [, name, value = ''] = /^\s*(type|filename)=(.*)$/s.exec(word) ?? [];
    if (name === 'filename' || (name === 'type' && !/[\r\n]/.test(value))) {
      return [name, unquoted(value)];
    }
    throw new UsageError(
      `${part}: expected only ;type=TYPE and ;filename=NAME after the value; put a value with a semicolon into double quotes, or use --form-string`,
    );
  });
  return Object.fromEntries(entries);
}

/** The types that curl knows. */
const TYPES: Readonly<Record<string, string>> = {
  '.gif': 'image/gif',
  '.htm': 'text/html',
  '.html': 'text/html',
  '.jpeg': 'image/jpeg',
  '.jpg': 'image/jpeg',
  '.pdf': 'application/pdf',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain',
  '.xml': 'application/xml',
};

/** The type that the name of a file says; `undefined` if it says none. */
function typeOf(file = ''): string | undefined {
  return TYPES[path.extname(file).toLowerCase()];
}

/**
 * Headers with the content type of a form. A type from -H stays, and gets the boundary of the body.
 * @throws UsageError if that type already has a boundary.
 */
export function withBoundary(headers: Headers, { boundary }: Form): Headers {
  const given = headers['content-type'];
  const type = Array.isArray(given) ? given.join() : 'multipart/form-data';
  if (!/boundary=/i.test(type)) {
    return { ...headers, 'content-type': `${type}; boundary=${boundary}` };
  }
  throw new UsageError(
    '-F (--form) chooses the boundary itself; leave it out of the Content-Type header, or send the whole body with --data-binary @FILE',
  );
}
