import type { PageData, PictureCall } from '../../src/reporters/html/page-data.ts';
import { outsideSpans } from '../../src/core/observed/outside-spans.ts';
import { LONGEST_NAME, shortened } from '../../src/reporters/html/shorten.ts';
import { formatMs } from '../../src/reporters/shared/format.ts';

/** A call in words. */
export interface CallDescription {
  readonly name: string;
  readonly facts: readonly string[];
}

/** The name of a call with its instance, and what is known of the call, one fact each. */
export function describeCall(call: PictureCall, instances: PageData['instances']): CallDescription {
  const { number, instance, cold, nth, note } = call;
  const [name, full] = instance === undefined ? [] : (instances[instance] ?? []);
  const facts = [
    temperatureText(cold),
    note,
    ...timeFacts(call),
    ...outsideFacts(call),
    nth === undefined ? undefined : `call ${nth} on its instance`,
    full === undefined ? undefined : shortened(full, LONGEST_NAME),
  ];
  return {
    name: `call ${number}${name === undefined ? '' : `, instance ${name}`}`,
    facts: facts.filter((fact) => fact !== undefined),
  };
}

function temperatureText(cold: boolean | undefined): string | undefined {
  if (cold === undefined) return undefined;
  return cold ? 'cold' : 'warm';
}

function outsideFacts(call: PictureCall): string[] {
  const { notAccepted, unread } = outsideSpans(call);
  return [
    notAccepted && `not accepted for ${formatMs(notAccepted.end - notAccepted.start)}`,
    unread && `accepted but unread for ${formatMs(unread.end - unread.start)}`,
  ].filter((fact) => fact !== undefined);
}

function timeFacts({ sent, began, received, start, end }: PictureCall): string[] {
  const served =
    start === undefined || end === undefined
      ? []
      : [
          `waited ${formatMs(Math.max(0, start - sent))}`,
          `served in ${formatMs(end - start)}, from ${formatMs(start)} to ${formatMs(end)}`,
        ];
  if (received === undefined) return [...served, `sent at ${formatMs(sent)}`];
  return [
    `took ${formatMs(received - sent)}`,
    ...served,
    ...(began === undefined ? [] : [`its answer began at ${formatMs(began)}`]),
    `sent at ${formatMs(sent)}, received at ${formatMs(received)}`,
  ];
}
