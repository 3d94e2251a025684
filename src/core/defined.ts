type OptionalWhereUndefined<T> = {
  [Key in keyof T as undefined extends T[Key] ? Key : never]?: Exclude<T[Key], undefined>;
};
type RequiredElsewhere<T> = {
  [Key in keyof T as undefined extends T[Key] ? never : Key]: T[Key];
};

/** `T` without `undefined` as a value: properties that may be undefined are optional instead. */
export type Defined<T> = T extends unknown
  ? OptionalWhereUndefined<T> & RequiredElsewhere<T>
  : never;

/** Returns a copy of `object` without its undefined properties: an unknown is absent. */
export function defined<T extends object>(object: T): Defined<T>;
export function defined(object: object): object {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}
