/** The smallest round step (1, 2 or 5 times a power of ten) that is at least `least`, in its unit. */
export function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return [1, 2, 5].map((factor) => factor * power).find((step) => step >= least) ?? 10 * power;
}
