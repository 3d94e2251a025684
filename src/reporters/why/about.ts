import type { Fact, FoundCause } from '../../core/why/diagnosis.ts';
import { placeWords } from './facts.ts';

/** What a remedy is worded from. */
export type About = Omit<FoundCause, 'cause' | 'ruledOut'>;

/** `app.py:9: `, if the line is known. */
export function at({ place }: About): string {
  return place === undefined ? '' : `${placeWords(place)}: `;
}

/** Whether a fact is among those that show the cause. */
export function wasSeen(code: Fact['code'], { seen }: Pick<About, 'seen'>): boolean {
  return seen.some((fact) => fact.code === code);
}
