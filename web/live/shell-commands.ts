import { byId, element } from './dom.ts';
import { byHand, type Wish } from './settings.ts';

const TITLES = {
  curl: 'curl',
  wget: 'wget',
  command: 'The command that this page is part of, for up to 10,000 calls at once',
} as const;

/** The lines that do the same in a shell, each to be copied. */
export function handLines(wish: Wish, base: URL): HTMLElement[] {
  const lines = byHand(wish, base);
  return (['curl', 'wget', 'command'] as const).map((name) => {
    const code = focusable(element('code', '', lines[name]));
    return element(
      'div',
      'line',
      element('h3', '', TITLES[name]),
      element('pre', '', code),
      copier(name, code),
    );
  });
}

/** A long line is scrolled within its box, which a keyboard must reach. */
function focusable(code: HTMLElement): HTMLElement {
  code.tabIndex = 0;
  return code;
}

function copier(name: string, code: HTMLElement): HTMLButtonElement {
  const button = element('button', 'copy');
  button.type = 'button';
  const label = (word: string): void => {
    button.textContent = word;
    button.setAttribute('aria-label', `${word}: the ${name} line`);
  };
  const onClick = async (): Promise<void> => {
    const copied = await copy(code.textContent);
    if (!copied) getSelection()?.selectAllChildren(code);
    label(copied ? 'Copied' : 'Selected');
    byId('said', HTMLElement).textContent = copied
      ? `The ${name} line is copied.`
      : `This browser does not let the page copy. The ${name} line is selected: copy it by the keyboard.`;
  };
  label('Copy');
  button.addEventListener('click', () => void onClick());
  return button;
}

/** Browsers let a page copy only where it came over HTTPS or from this machine. */
async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
