import { byId } from './dom.ts';
import { problemsOf, readWish, type Wish } from './settings.ts';

export interface Given {
  readonly wish: Wish;
  /** What is wrong with it, by field. */
  readonly problems: ReadonlyMap<string, string>;
}

const NUMBERS = ['calls', 'delay'] as const;
const TITLES = { calls: 'Calls', delay: 'Delay' } as const;

/** What the form asks for; the route that computes has no delay to choose. */
export function readForm(form: HTMLFormElement): Given {
  byId('delay', HTMLInputElement).disabled = new FormData(form).get('route') === 'ping/cpu';
  const texts = [...new FormData(form)].flatMap(([name, value]): [string, string][] =>
    typeof value === 'string' ? [[name, value]] : [],
  );
  const given = new Map(texts);
  return { wish: readWish(given), problems: problemsOf(given) };
}

/** Says of each number what is wrong with it. */
export function tellProblems(problems: Given['problems']): void {
  for (const name of NUMBERS) tellProblem(name, problems.get(name));
}

/** Takes back what is not wrong any more. While somebody types, nothing new is found fault with. */
export function clearSolved(problems: Given['problems']): void {
  for (const name of NUMBERS) if (!problems.has(name)) tellProblem(name, undefined);
}

/** To the first number that is wrong. */
export function focusProblem(problems: Given['problems']): void {
  const name = NUMBERS.find((number) => problems.has(number));
  if (name !== undefined) byId(name, HTMLInputElement).focus();
}

function tellProblem(name: (typeof NUMBERS)[number], problem: string | undefined): void {
  const input = byId(name, HTMLInputElement);
  if (problem === undefined) input.removeAttribute('aria-invalid');
  else input.setAttribute('aria-invalid', 'true');
  byId(`${name}-says`, HTMLElement).textContent =
    problem === undefined ? '' : `${TITLES[name]}: ${problem}`;
}
