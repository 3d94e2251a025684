import { vi, type Mock } from 'vitest';

/** Captures console.log instead of printing. */
export function captureLog(): Mock<typeof console.log> {
  return vi.spyOn(console, 'log').mockImplementation(() => {});
}
