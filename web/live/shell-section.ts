import { element } from '../shared/element.ts';
import { byId } from './dom.ts';
import type { Settings } from './settings.ts';
import { shellCommands, TOOLS, type Tool } from './shell-commands.ts';

const TITLES: Readonly<Record<Tool, string>> = {
  curl: 'curl',
  wget: 'wget',
  'concurrency-check':
    'concurrency-check, the command behind this page (up to 10,000 calls at once)',
};

/** The commands that fire the same burst from a shell, each with a button to copy it. */
export function shellCommandElements(settings: Settings, base: URL): HTMLElement[] {
  const commands = shellCommands(settings, base);
  return TOOLS.map((tool) => {
    const code = focusable(element('code', '', commands[tool]));
    return element(
      'div',
      'command',
      element('h3', '', TITLES[tool]),
      element('pre', '', code),
      copyButton(tool, code),
    );
  });
}

/** A long command scrolls inside its box, so the keyboard has to reach it. */
function focusable(code: HTMLElement): HTMLElement {
  code.tabIndex = 0;
  return code;
}

function copyButton(tool: Tool, code: HTMLElement): HTMLButtonElement {
  const button = element('button', { type: 'button', class: 'copy' });
  const setLabel = (word: string): void => {
    button.textContent = word;
    button.setAttribute('aria-label', `${word} the ${tool} command`);
  };
  const onClick = async (): Promise<void> => {
    const copied = await copyText(code.textContent);
    if (!copied) getSelection()?.selectAllChildren(code);
    setLabel(copied ? 'Copied' : 'Selected');
    byId('announcement', HTMLElement).textContent = copied
      ? `Copied the ${tool} command.`
      : `This browser does not let the page copy. The ${tool} command is selected: copy it with the keyboard.`;
  };
  setLabel('Copy');
  button.addEventListener('click', () => void onClick());
  return button;
}

/** Browsers let a page copy only if it came over HTTPS or from this machine. */
async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
