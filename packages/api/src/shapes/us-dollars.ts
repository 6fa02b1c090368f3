import { z } from '@hono/zod-openapi';

/** Money is counted in millionths of a US dollar inside, and told in dollars. */
const MICRO = 1_000_000;

export const usDollars = z.number().openapi({ description: 'US dollars' });

export const toUsDollars = (micro: number): number => micro / MICRO;

export const toMicroUsd = (dollars: number): number => Math.round(dollars * MICRO);
