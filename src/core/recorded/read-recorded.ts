import { readHar } from './har.ts';
import { readK6Csv, readK6Json } from './k6.ts';
import { OHA_HEADER, readOha } from './oha.ts';
import type { Recorded, Unreadable } from './recorded-call.ts';

/** How a file of each format begins. Its name does not matter. */
const FORMATS: readonly (readonly [
  begins: RegExp,
  read: (text: string) => Recorded | Unreadable,
])[] = [
  [/^\{\s*"log"\s*:/, readHar],
  [/^\{\s*"(?:type|metric)"\s*:\s*"/, readK6Json],
  [/^metric_name,/, readK6Csv],
  [new RegExp(`^${OHA_HEADER}`), readOha],
  // `--summary-export` and handleSummary() of k6, and `--output-format json` of oha.
  [/^\{\s*"(?:metrics|root_group)"\s*:/, () => ({ code: 'summary', format: 'k6' })],
  [/^\{\s*"summary"\s*:/, () => ({ code: 'summary', format: 'oha' })],
];

/** Reads what another program recorded; `undefined` if the text is in none of the known formats. */
export function readRecorded(text: string): Recorded | Unreadable | undefined {
  const content = text.trimStart(); // also drops a byte order mark
  return FORMATS.find(([begins]) => begins.test(content))?.[1](content);
}
