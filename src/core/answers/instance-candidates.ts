import { groupBy } from '../group-by.ts';

/** The headers of an answer; names in lower case. */
type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** More names than this would not help. */
const MOST_CANDIDATES = 5;

/** Words that occur in the names of headers that name what served a call. */
const INSTANCE_NAME =
  /(^|-)(backend|container|dyno|host|hostname|instance|machine|node|pid|pod|process|replica|server|served|task|upstream|worker)(-|$)/;

/** Headers that vary from answer to answer by themselves, or never name an instance. */
const NEVER =
  /^(age|alt-svc|cf-ray|content-.*|date|etag|expires|keep-alive|last-modified|nel|report-to|retry-after|server|server-timing|set-cookie|traceparent|tracestate|vary|.*(request|trace|correlation|amzn?)-?id|.*(rate-?limit|-time|runtime|duration|nonce).*)$/;

/**
 * The names of headers that may say which instance answered, the likeliest first: those that are
 * named so, then those that differ between answers, though not between all.
 */
export function instanceCandidates(answers: readonly Headers[]): string[] {
  const values = answers.flatMap((headers) =>
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [{ name, value: String(value) }],
    ),
  );
  const candidates = [...groupBy(values, ({ name }) => name)]
    .filter(([name]) => !NEVER.test(name))
    .map(([name, all]) => ({
      name,
      isNamedSo: INSTANCE_NAME.test(name),
      answers: all.length,
      distinct: new Set(all.map(({ value }) => value)).size,
    }))
    .filter(
      ({ isNamedSo, distinct, answers: count }) => isNamedSo || (distinct > 1 && distinct < count),
    );
  const rank = (one: (typeof candidates)[number]): number =>
    (one.isNamedSo ? 2 : 0) + (one.distinct > 1 ? 1 : 0);
  return candidates
    .toSorted((a, b) => rank(b) - rank(a))
    .slice(0, MOST_CANDIDATES)
    .map(({ name }) => name);
}
