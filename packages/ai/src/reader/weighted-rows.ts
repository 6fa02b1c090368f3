/** Rows of a matrix that lies in one array: where each begins, and by how much it counts; the first `count` of them. */
export type WeightedRows = {
  readonly starts: Int32Array;
  readonly values: Float32Array;
  count: number;
};

export const weightedRows = (most: number): WeightedRows => ({
  starts: new Int32Array(most),
  values: new Float32Array(most),
  count: 0,
});

/**
 * Adds the rows to `sums`, each times its value. Much of a training's time is spent here: four rows at once read and
 * write `sums` a quarter as often, which makes it two to three times as quick.
 */
export function addRows(
  sums: Float32Array,
  matrix: Float32Array,
  { starts, values, count }: WeightedRows,
): void {
  const width = sums.length;
  let at = 0;
  for (; at + 3 < count; at += 4) {
    const [a, b] = [starts[at] ?? 0, starts[at + 1] ?? 0];
    const [c, d] = [starts[at + 2] ?? 0, starts[at + 3] ?? 0];
    const [u, v] = [values[at] ?? 0, values[at + 1] ?? 0];
    const [w, x] = [values[at + 2] ?? 0, values[at + 3] ?? 0];
    for (let q = 0; q < width; q += 1)
      sums[q] =
        (sums[q] ?? 0) +
        u * (matrix[a + q] ?? 0) +
        v * (matrix[b + q] ?? 0) +
        w * (matrix[c + q] ?? 0) +
        x * (matrix[d + q] ?? 0);
  }
  for (; at < count; at += 1) {
    const [start, value] = [starts[at] ?? 0, values[at] ?? 0];
    for (let q = 0; q < width; q += 1) sums[q] = (sums[q] ?? 0) + value * (matrix[start + q] ?? 0);
  }
}
