import { vi, type Mock } from 'vitest';

/** Takes what would be logged. */
export function captureLog(): Mock<typeof console.log> {
  return vi.spyOn(console, 'log').mockImplementation(() => {});
}
