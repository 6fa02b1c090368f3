import { inWords, summaryOf } from '../../summary.ts';

export const inMs = (samples: readonly number[]): string =>
  samples.length === 0 ? '–' : inWords(summaryOf(samples));

export const inSeconds = (ms: number): string => `${(ms / 1_000).toFixed(ms < 10_000 ? 2 : 1)} s`;

/** p50, p95 and the longest of many waits of seconds. */
export function waits(samples: readonly number[]): string {
  const { p50, p95, most } = summaryOf(samples);
  return `p50 ${inSeconds(p50)}, p95 ${inSeconds(p95)}, all ${inSeconds(most)}`;
}

export const megabytes = (value: number): string => `${Math.round(value)} MB`;
