import { formatMs } from '../../src/reporters/shared/format.ts';
import { element } from '../shared/element.ts';
import type { Lane, Phase } from './lane.ts';

const COLUMNS = ['Call', 'Instance', 'Held by the browser', 'Hello at', 'Goodbye at', 'Took'];

/** The data of the lanes as a table, which a screen reader can read. */
export function callTable(lanes: readonly Lane[]): HTMLTableElement {
  const head = COLUMNS.map((name) => {
    const cell = element('th', '', name);
    cell.scope = 'col';
    return cell;
  });
  return element(
    'table',
    '',
    element('thead', '', element('tr', '', ...head)),
    element('tbody', '', ...lanes.map(laneTableRow)),
  );
}

function laneTableRow({ call, instance, cold, phases, took }: Lane): HTMLTableRowElement {
  const number = element('th', '', `${call + 1}`);
  number.scope = 'row';
  const find = (what: Phase['what']): Phase | undefined =>
    phases.find((phase) => phase.what === what);
  const [held, served] = [find('held'), find('served')];
  const temperature = cold === undefined ? '' : cold ? ', cold' : ', warm';
  const cells = [
    instance === undefined ? '' : `${instance.name}${temperature}`,
    held === undefined ? '' : formatMs(held.to - held.from),
    served === undefined ? '' : formatMs(served.from),
    served === undefined ? '' : formatMs(served.to),
    took,
  ];
  return element('tr', '', number, ...cells.map((text) => element('td', '', text)));
}
