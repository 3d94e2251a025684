/** Mean and covariance of rows of equal length. */
export interface Moments {
  readonly rows: number;
  readonly mean: readonly number[];
  /** Lower triangle of the Cholesky factor L: covariance = L L'. */
  readonly factor: readonly (readonly number[])[];
}

/**
 * Moments of simulated rows. Few rows show little of how columns are correlated, so the covariance is
 * shrunk towards its diagonal (Ledoit and Wolf, "A well-conditioned estimator for large-dimensional
 * covariance matrices", 2004), and `noise` is added for what the simulation leaves out.
 */
export function momentsOf(rows: readonly (readonly number[])[], noise: readonly number[]): Moments {
  const count = rows.length;
  const mean = noise.map(
    (_, column) => rows.reduce((total, row) => total + row[column]!, 0) / count,
  );
  const keep = count / (count + noise.length);
  const covariance = noise.map((own, i) =>
    noise.slice(0, i + 1).map((_, j) => {
      const shared = rows.reduce(
        (all, row) => all + (row[i]! - mean[i]!) * (row[j]! - mean[j]!),
        0,
      );
      return (shared / Math.max(1, count - 1)) * (i === j ? 1 : keep) + (i === j ? own ** 2 : 0);
    }),
  );
  return { rows: count, mean, factor: cholesky(covariance) };
}

/**
 * The log density of a row that is known up to a constant added to all of it, as a function of that
 * constant. The covariance is an estimate, so the density is a t and not a normal one (Sellentin and
 * Heavens, "Parameter inference with estimated covariance matrices", 2016).
 */
export function shiftedLogDensity(
  row: readonly number[],
  moments: Moments,
): (shift: number) => number {
  const { rows, mean, factor } = moments;
  const centered = solve(
    factor,
    row.map((value, column) => value - mean[column]!),
  );
  const ones = solve(
    factor,
    row.map(() => 1),
  );
  const [square, cross, own] = [dot(centered, centered), dot(centered, ones), dot(ones, ones)];
  const logRoot = factor.reduce((total, line, at) => total + Math.log(line[at]!), 0);
  const degreesOfFreedom = rows + row.length;
  return (shift) => {
    const distance = square - 2 * shift * cross + shift ** 2 * own;
    return -logRoot - (degreesOfFreedom / 2) * Math.log1p(distance / (degreesOfFreedom - 1));
  };
}

function cholesky(matrix: readonly (readonly number[])[]): number[][] {
  const factor: number[][] = [];
  for (const [i, line] of matrix.entries()) {
    const own: number[] = [];
    for (const [j, value] of line.entries()) {
      const other = j === i ? own : factor[j]!;
      let rest = value;
      for (let k = 0; k < j; k += 1) rest -= own[k]! * other[k]!;
      own.push(j === i ? Math.sqrt(Math.max(rest, 1e-12)) : rest / other[j]!);
    }
    factor.push(own);
  }
  return factor;
}

/** Solves L x = b. */
function solve(factor: readonly (readonly number[])[], b: readonly number[]): number[] {
  const x: number[] = [];
  for (const [i, line] of factor.entries()) {
    let rest = b[i]!;
    for (let k = 0; k < i; k += 1) rest -= line[k]! * x[k]!;
    x.push(rest / line[i]!);
  }
  return x;
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((total, value, at) => total + value * b[at]!, 0);
}
