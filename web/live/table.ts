import { formatMs } from '../../src/reporters/shared/format.ts';
import { element } from './dom.ts';
import type { Lane, Stretch } from './lane.ts';

const COLUMNS = ['Call', 'Instance', 'Held by the browser', 'Hello at', 'Goodbye at', 'Took'];

/** What the lanes show, for those who would rather read it, or have it read to them. */
export function tableOf(lanes: readonly Lane[]): HTMLTableElement {
  const head = COLUMNS.map((name) => {
    const cell = element('th', '', name);
    cell.scope = 'col';
    return cell;
  });
  return element(
    'table',
    '',
    element('thead', '', element('tr', '', ...head)),
    element('tbody', '', ...lanes.map(row)),
  );
}

function row({ call, instance, cold, stretches, took }: Lane): HTMLTableRowElement {
  const number = element('th', '', `${call + 1}`);
  number.scope = 'row';
  const find = (what: Stretch['what']): Stretch | undefined =>
    stretches.find((stretch) => stretch.what === what);
  const [held, served] = [find('held'), find('served')];
  const heat = cold === undefined ? '' : cold ? ', cold' : ', warm';
  const cells = [
    instance === undefined ? '' : `${instance.name}${heat}`,
    held === undefined ? '' : formatMs(held.to - held.from),
    served === undefined ? '' : formatMs(served.from),
    served === undefined ? '' : formatMs(served.to),
    took,
  ];
  return element('tr', '', number, ...cells.map((text) => element('td', '', text)));
}
