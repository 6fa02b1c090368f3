import type { DemoIntent } from './demo-sop.ts';
import { ACCOUNT_INTENTS } from './intents-account.ts';
import { BOOKING_INTENTS } from './intents-bookings.ts';
import { CARE_INTENTS } from './intents-care.ts';
import { ON_SITE_INTENTS } from './intents-on-site.ts';

/** What the demo workspace's customers want, each with the texts that the reader learns it from. */
export const DEMO_INTENTS: readonly DemoIntent[] = [
  ...ACCOUNT_INTENTS,
  ...BOOKING_INTENTS,
  ...ON_SITE_INTENTS,
  ...CARE_INTENTS,
];
