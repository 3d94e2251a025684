import { byId } from './dom.ts';
import { fieldErrors, readSettings, type Settings } from './settings.ts';

/** The content of the form. */
export interface FormContent {
  readonly settings: Settings;
  /** What is wrong, by field name. */
  readonly errors: ReadonlyMap<string, string>;
}

const NUMBERS = ['calls', 'delay'] as const;
const TITLES = { calls: 'Calls', delay: 'Delay' } as const;

/** Reads the form, and disables the delay for the CPU route, which has none. */
export function readForm(form: HTMLFormElement): FormContent {
  byId('delay', HTMLInputElement).disabled = new FormData(form).get('route') === 'ping/cpu';
  const texts = [...new FormData(form)].flatMap(([name, value]): [string, string][] =>
    typeof value === 'string' ? [[name, value]] : [],
  );
  const fields = new Map(texts);
  return { settings: readSettings(fields), errors: fieldErrors(fields) };
}

/** Shows the error of each number, and removes those that are fixed. */
export function showErrors(errors: FormContent['errors']): void {
  for (const name of NUMBERS) showError(name, errors.get(name));
}

/** Removes errors that are fixed. Does not show new ones, since the user may still be typing. */
export function clearFixedErrors(errors: FormContent['errors']): void {
  for (const name of NUMBERS) if (!errors.has(name)) showError(name, undefined);
}

/** Moves the focus to the first number that is wrong. */
export function focusFirstError(errors: FormContent['errors']): void {
  const name = NUMBERS.find((number) => errors.has(number));
  if (name !== undefined) byId(name, HTMLInputElement).focus();
}

function showError(name: (typeof NUMBERS)[number], error: string | undefined): void {
  const input = byId(name, HTMLInputElement);
  if (error === undefined) input.removeAttribute('aria-invalid');
  else input.setAttribute('aria-invalid', 'true');
  byId(`${name}-error`, HTMLElement).textContent =
    error === undefined ? '' : `${TITLES[name]}: ${error}`;
}
