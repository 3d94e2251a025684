import { readFileOrInput } from '../../input-file.ts';
import { showPlaceholders } from '../../targets/requests/call-values.ts';
import type { Piece } from '../../targets/requests/fill-request.ts';
import type { Arguments, OptionName } from '../arguments.ts';

// The options that give the body. They have the names and the meaning that they have in curl.

/**
 * Reads -d, --data-raw, --data-binary and --data-urlencode, joined with `&` as in curl; `undefined`
 * if none is given. Text stays text, so it may contain `{n}`; other files stay as they are.
 * @throws UsageError if a file cannot be read.
 */
export function readBody({ given }: Pick<Arguments, 'given'>): Piece | undefined {
  const pieces = given.flatMap(({ name, rawName, value }) => PIECES[name]?.(value, rawName) ?? []);
  if (pieces.length === 0) return undefined;
  if (pieces.every((piece) => typeof piece === 'string')) return pieces.join('&');
  const bytes = pieces.flatMap((piece) => [Buffer.from('&'), Buffer.from(piece)]);
  return Buffer.concat(bytes.slice(1));
}

/** What a piece of the body is made of, by the option that gives it. */
const PIECES: Partial<Record<OptionName, (value: string, option: string) => Piece>> = {
  data: readData,
  'data-raw': (value) => value,
  'data-binary': (value, option) =>
    value.startsWith('@') ? textOrBytes(readBytes(value, option)) : value,
  'data-urlencode': readEncoded,
};

/**
 * Reads the value of --data: `@FILE` stands for the contents of the file without its line breaks.
 * @throws UsageError if the file cannot be read.
 */
export function readData(given: string, option: string): string {
  if (!given.startsWith('@')) return given;
  return readBytes(given, option)
    .toString('utf8')
    .replaceAll(/[\r\n]/g, '');
}

/** `content`, `=content`, `name=content`, `@FILE` or `name@FILE`. Only the content is encoded. */
function readEncoded(given: string, option: string): string {
  const [, name = '', separator = '', rest = ''] = /^([^=@]*)([=@])(.*)$/s.exec(given) ?? [];
  const content =
    separator === '' ? given : separator === '=' ? rest : readBytes(`@${rest}`, option).toString();
  const encoded = showPlaceholders(encodeURIComponent(content).replaceAll(/[!'()*]/g, percent));
  return `${name}${name === '' ? '' : '='}${encoded.replaceAll('%20', '+')}`;
}

/** What encodeURIComponent leaves as it is, and curl does not. */
function percent(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}

/** `given` is `@FILE`, or `@-` for standard input. */
function readBytes(given: string, option: string): Buffer {
  return readFileOrInput(given.slice(1), `${option} ${given}`);
}

function textOrBytes(bytes: Buffer): Piece {
  const text = bytes.toString('utf8');
  return bytes.equals(Buffer.from(text)) ? text : bytes;
}
