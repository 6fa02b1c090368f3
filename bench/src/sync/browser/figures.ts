import type { Section } from '../../section.ts';
import { inWords } from '../../summary.ts';
import type { Interaction } from './interactions.ts';

/** One line of a table: what was measured, beside the least it could cost here. */
export type Figure = {
  readonly what: string;
  readonly measured: string;
  readonly floor: string;
  readonly aim: string;
};

export const HEAD = ['what', 'measured', 'floor in the same run', 'aim'] as const;

export const rowOf = ({ what, measured, floor, aim }: Figure): Section['rows'][number] => [
  what,
  measured,
  floor,
  aim,
];

/** What was seen and, in brackets, the main thread's part of it and what each took of the processor there. */
export function seen({ painted, busy, processorMs, missed }: Interaction): string {
  const never = missed === 0 ? '' : `, ${missed} not seen within 3 s`;
  return `${inWords(painted)} (busy p95 ${ms(busy.p95)}; processor ${ms(processorMs)}; n ${painted.count}${never})`;
}

export const ms = (value: number): string =>
  `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;

export const inSeconds = (value: number): string => `${(value / 1000).toFixed(2)} s`;

/** The middle one and all of them. */
export function middle(values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  return `${inSeconds(half)} (${values.map((value) => (value / 1000).toFixed(2)).join(', ')})`;
}
