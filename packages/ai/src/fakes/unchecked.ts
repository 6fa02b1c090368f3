import * as z from 'zod';

/** Fields that a vendor knows and we never send: allowed, and not looked at. */
export const unchecked = <K extends string>(...keys: readonly K[]) =>
  Object.fromEntries(keys.map((key) => [key, z.unknown().optional()])) as Record<
    K,
    z.ZodOptional<z.ZodUnknown>
  >;
