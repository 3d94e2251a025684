import { element } from './dom.ts';
import { byHand, type Wish } from './wish.ts';

const TITLES = {
  curl: 'curl',
  wget: 'wget',
  command: 'The command that this page is part of, for up to 10,000 calls at once',
} as const;

/** The lines that do the same in a shell, each to be copied. */
export function handLines(wish: Wish, base: URL): HTMLElement[] {
  const lines = byHand(wish, base);
  return (['curl', 'wget', 'command'] as const).map((name) =>
    element(
      'div',
      'line',
      element('h3', '', TITLES[name]),
      element('pre', '', focusable(element('code', '', lines[name]))),
      copier(name, lines[name]),
    ),
  );
}

/** A long line is scrolled within its box, which a keyboard must reach. */
function focusable(code: HTMLElement): HTMLElement {
  code.tabIndex = 0;
  return code;
}

function copier(name: string, text: string): HTMLButtonElement {
  const button = element('button', 'copy', 'Copy');
  button.type = 'button';
  button.setAttribute('aria-label', `Copy the ${name} line`);
  const onClick = async (): Promise<void> => {
    button.textContent = (await copy(text)) ? 'Copied' : 'Select and copy';
  };
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
