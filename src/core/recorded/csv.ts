/** A row of a CSV by the names in its header. */
export type Row = Readonly<Record<string, string>>;

/** The rows below a header; `incomplete` is the number of the first line that has fewer or more fields. */
export interface Csv {
  readonly rows: readonly Row[];
  readonly incomplete?: number;
}

/** Reads fields that may be quoted (RFC 4180) but hold no line breaks; `first` numbers the header's line. */
export function readCsv(lines: readonly string[], { first = 1 } = {}): Csv {
  const [header = '', ...body] = lines;
  const names = fieldsOf(header);
  const rows: Row[] = [];
  for (const [index, line] of body.entries()) {
    if (line === '' || line === header) continue;
    const fields = fieldsOf(line);
    if (fields.length !== names.length) return { rows, incomplete: first + index + 1 };
    rows.push(Object.fromEntries(names.map((name, nth) => [name, fields[nth] ?? ''])));
  }
  return { rows };
}

const FIELD = /(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))(?=,|$)/g;

function fieldsOf(line: string): string[] {
  if (!line.includes('"')) return line.split(',');
  return [...line.matchAll(FIELD)].map(
    ([, quoted, plain = '']) => quoted?.replaceAll('""', '"') ?? plain,
  );
}
