import type { PageData, PictureCall } from '../../src/reporters/html/page-data.ts';
import { LONGEST_NAME, shortened } from '../../src/reporters/html/shorten.ts';
import { formatMs } from '../../src/reporters/shared/format.ts';

/** What there is to say of a call: its name, then its numbers, one each. */
export function wordsOf(
  call: PictureCall,
  instances: PageData['instances'],
): { readonly name: string; readonly facts: readonly string[] } {
  const { number, instance, cold, nth, note } = call;
  const [name, full] = instance === undefined ? [] : (instances[instance] ?? []);
  const facts = [
    temperature(cold),
    note,
    ...timesOf(call),
    nth === undefined ? undefined : `call ${nth} on its instance`,
    full === undefined ? undefined : shortened(full, LONGEST_NAME),
  ];
  return {
    name: `call ${number}${name === undefined ? '' : `, instance ${name}`}`,
    facts: facts.filter((fact) => fact !== undefined),
  };
}

function temperature(cold: boolean | undefined): string | undefined {
  if (cold === undefined) return undefined;
  return cold ? 'cold' : 'warm';
}

function timesOf({ sent, received, start, end }: PictureCall): string[] {
  const served =
    start === undefined || end === undefined
      ? []
      : [
          `waited ${formatMs(Math.max(0, start - sent))}`,
          `served ${formatMs(end - start)}, from ${formatMs(start)} to ${formatMs(end)}`,
        ];
  if (received === undefined) return [...served, `sent at ${formatMs(sent)}`];
  return [
    `took ${formatMs(received - sent)}`,
    ...served,
    `sent at ${formatMs(sent)}, received at ${formatMs(received)}`,
  ];
}
