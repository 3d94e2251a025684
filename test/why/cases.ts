import type { WhyCase } from './case.ts';
import { NODE_CASES } from './cases/node.ts';
import { OTHER_CASES } from './cases/others.ts';
import { PROXY_CASES } from './cases/proxies.ts';
import { PYTHON_CASES } from './cases/python.ts';

/** All servers that `--why` is tested against. */
export const WHY_CASES: readonly WhyCase[] = [
  ...PYTHON_CASES,
  ...NODE_CASES,
  ...OTHER_CASES,
  ...PROXY_CASES,
];
