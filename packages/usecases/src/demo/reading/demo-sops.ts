import type { DemoSop } from './demo-sop.ts';
import { BAY_SOPS } from './sops-bays.ts';
import { BOOKING_SOPS } from './sops-bookings.ts';
import { CARE_SOPS } from './sops-care.ts';
import { HOTEL_SOPS } from './sops-hotel.ts';

/** The 25 procedures of the demo workspace. */
export const DEMO_SOPS: readonly DemoSop[] = [
  ...BAY_SOPS,
  ...BOOKING_SOPS,
  ...CARE_SOPS,
  ...HOTEL_SOPS,
];
