import * as v from 'valibot';
import type { CallFrame } from './parse-profile.ts';

// A profile says where a function begins, but not which of its lines called another function. The ranges
// of functions are V8's own, and the line is looked up in the source.

/** The ranges of functions: what the inspector calls coverage. */
export const coverageSchema = v.object({
  result: v.array(
    v.object({
      scriptId: v.string(),
      functions: v.array(
        v.object({
          ranges: v.array(v.object({ startOffset: v.number(), endOffset: v.number() })),
        }),
      ),
    }),
  ),
});

type Coverage = v.InferOutput<typeof coverageSchema>;

/** The line, from 1, on which `caller` calls `callee`; `undefined` unless there is exactly one. */
export function lineOfCall(
  coverage: Coverage,
  source: string,
  { caller, callee }: { readonly caller: CallFrame; readonly callee: string },
): number | undefined {
  const before = source.split('\n').slice(0, caller.lineNumber);
  const offset = before.join('\n').length + (before.length > 0 ? 1 : 0) + caller.columnNumber;
  const script = coverage.result.find(({ scriptId }) => scriptId === caller.scriptId);
  const ranges = script?.functions.flatMap((one) => one.ranges.slice(0, 1)) ?? [];
  const [body] = ranges
    .filter(({ startOffset, endOffset }) => startOffset <= offset && offset < endOffset)
    .toSorted((a, b) => a.endOffset - a.startOffset - (b.endOffset - b.startOffset));
  if (body === undefined) return undefined;
  const text = source.slice(body.startOffset, body.endOffset);
  const call = new RegExp(`(?<![\\w$])${escaped(callee)}\\s*\\(`, 'g');
  const lines = new Set(
    [...text.matchAll(call)].map(
      ({ index }) => source.slice(0, body.startOffset + index).split('\n').length,
    ),
  );
  const [line] = lines;
  return lines.size === 1 ? line : undefined;
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
}
