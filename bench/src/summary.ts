/** Latencies in milliseconds, as a table shows them. */
export type Summary = {
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  readonly most: number;
};

export function summaryOf(samples: readonly number[]): Summary {
  const sorted = samples.toSorted((a, b) => a - b);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  return { count: sorted.length, p50: at(0.5), p95: at(0.95), most: sorted.at(-1) ?? Number.NaN };
}

export const inWords = ({ p50, p95, most }: Summary): string =>
  `p50 ${ms(p50)}, p95 ${ms(p95)}, most ${ms(most)}`;

const ms = (value: number): string => `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
