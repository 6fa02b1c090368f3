/** The first is the owner's. Shown at the start in demo mode; refused everywhere else. */
export const DEMO_SIGN_INS = [
  'owner@demo.test',
  'manager@demo.test',
  'agent@demo.test',
  'viewer@demo.test',
];

export const DEMO_PASSWORD = 'frontdesk-demo';
