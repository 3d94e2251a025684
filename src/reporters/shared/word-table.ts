interface Coded {
  readonly code: string;
}

/** The members of a union that may have this code. */
type WithCode<Data extends Coded, Code> = Data extends { readonly code: infer Own }
  ? Code extends Own
    ? Data
    : never
  : never;

/** A function that may be called with a wider type than it names: the table is asked by the code. */
type Words<Data> = { words(data: Data): string }['words'];

/** Words for every code of a union: the compiler asks for each. */
export type WordTable<Data extends Coded> = {
  readonly [Code in Data['code']]: Words<WithCode<Data, Code>>;
};

/** The words that a table has for one of its union's members. */
export function wordsFrom<Data extends Coded>(table: WordTable<Data>, data: Data): string {
  const code: Data['code'] = data.code;
  const words: Words<Data> = table[code];
  return words(data);
}
