import type { Role } from '@frontdesk/core/roles';

/** Everyone's password in the demo workspace; refused outside demo mode. */
export const DEMO_PASSWORD = 'frontdesk-demo';

export const DEMO_ORGANIZATION = {
  name: 'Harbour Golf & Co',
  slug: 'harbour-golf-demo',
  timezone: 'America/Toronto',
};

export type DemoPerson = {
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly team: 'Front desk' | 'Riverside' | 'Hotel Ari' | null;
};

/** Twelve colleagues; the first four are the sign-ins that the start line names. */
export const DEMO_PEOPLE: readonly DemoPerson[] = [
  { email: 'owner@demo.test', name: 'Helena Brandt', role: 'OWNER', team: null },
  { email: 'manager@demo.test', name: 'Priya Nair', role: 'MANAGER', team: 'Front desk' },
  { email: 'agent@demo.test', name: 'Maya Keller', role: 'AGENT', team: 'Front desk' },
  { email: 'viewer@demo.test', name: 'Oscar Lund', role: 'VIEWER', team: 'Front desk' },
  { email: 'tom.carter@demo.test', name: 'Tom Carter', role: 'AGENT', team: 'Front desk' },
  { email: 'dana.whitfield@demo.test', name: 'Dana Whitfield', role: 'AGENT', team: 'Front desk' },
  { email: 'luis.ortega@demo.test', name: 'Luis Ortega', role: 'AGENT', team: 'Riverside' },
  { email: 'chloe.martin@demo.test', name: 'Chloé Martin', role: 'AGENT', team: 'Riverside' },
  { email: 'ben.adeyemi@demo.test', name: 'Ben Adeyemi', role: 'MANAGER', team: 'Riverside' },
  { email: 'nok.srisai@demo.test', name: 'Nok Srisai', role: 'AGENT', team: 'Hotel Ari' },
  { email: 'kenji.mori@demo.test', name: 'Kenji Mori', role: 'AGENT', team: 'Hotel Ari' },
  { email: 'layla.haddad@demo.test', name: 'Layla Haddad', role: 'ADMIN', team: 'Hotel Ari' },
];

export const DEMO_TEAMS = [
  { name: 'Front desk', color: '#5b4fd6' },
  { name: 'Riverside', color: '#1e7f52' },
  { name: 'Hotel Ari', color: '#9a5b00' },
] as const;

export type DemoSite = 'harbour' | 'riverside' | 'hotel';

export type DemoInbox = {
  readonly key: string;
  readonly channel: 'whatsapp' | 'openphone' | 'webchat';
  readonly name: string;
  readonly address: string | null;
  readonly site: DemoSite;
  readonly teams: readonly (typeof DEMO_TEAMS)[number]['name'][];
  /** Share of the workspace's conversations. */
  readonly share: number;
  readonly accountId: string;
};

export const DEMO_INBOXES: readonly DemoInbox[] = [
  {
    key: 'wa-main',
    channel: 'whatsapp',
    name: 'WhatsApp · Main line',
    address: '+1 416 555 0199',
    site: 'harbour',
    teams: ['Front desk'],
    share: 0.3,
    accountId: '105550100000001',
  },
  {
    key: 'sms-desk',
    channel: 'openphone',
    name: 'SMS · Front desk',
    address: '+1 416 555 0150',
    site: 'harbour',
    teams: ['Front desk'],
    share: 0.2,
    accountId: 'PNdemoHarbour',
  },
  {
    key: 'web-golf',
    channel: 'webchat',
    name: 'Website chat · Golf',
    address: null,
    site: 'harbour',
    teams: ['Front desk', 'Riverside'],
    share: 0.1,
    accountId: 'demo-web-golf',
  },
  {
    key: 'sms-river',
    channel: 'openphone',
    name: 'SMS · Riverside',
    address: '+1 647 555 0121',
    site: 'riverside',
    teams: ['Riverside'],
    share: 0.14,
    accountId: 'PNdemoRiverside',
  },
  {
    key: 'wa-hotel',
    channel: 'whatsapp',
    name: 'WhatsApp · Hotel Ari',
    address: '+66 2 555 0188',
    site: 'hotel',
    teams: ['Hotel Ari'],
    share: 0.18,
    accountId: '105550100000002',
  },
  {
    key: 'web-hotel',
    channel: 'webchat',
    name: 'Website chat · Hotel',
    address: null,
    site: 'hotel',
    teams: ['Hotel Ari'],
    share: 0.08,
    accountId: 'demo-web-hotel',
  },
];

export const DEMO_TAGS = [
  { name: 'Booking', color: '#5b4fd6' },
  { name: 'Password', color: '#7a5fd0' },
  { name: 'Technical', color: '#b3261e' },
  { name: 'Refund', color: '#9a5b00' },
  { name: 'Events', color: '#1e7f52' },
  { name: 'Membership', color: '#2f6fb0' },
  { name: 'Lost and found', color: '#6b655c' },
  { name: 'Music', color: '#8a3f7d' },
  { name: 'Door', color: '#a04632' },
  { name: 'VIP', color: '#b08900' },
] as const;

export type DemoTag = (typeof DEMO_TAGS)[number]['name'];

export const DEMO_CANNED_REPLIES = [
  {
    shortcut: 'hello',
    title: 'Greeting',
    body: 'Hi {{contact.firstName}}, thanks for writing to us. How can we help?',
  },
  {
    shortcut: 'reset',
    title: 'TrackMan password reset',
    body: 'Hi {{contact.firstName}}, I have just sent a reset link to your e-mail. It works for 30 minutes and signs you in on the bay screen by itself.',
  },
  {
    shortcut: 'hours',
    title: 'Opening hours',
    body: 'We are open every day from 6:00 to 23:00. The last bay can be booked at 22:00.',
  },
  {
    shortcut: 'late',
    title: 'Running late',
    body: 'No problem at all. We keep your bay for 20 minutes, and your time ends as booked.',
  },
  {
    shortcut: 'refund',
    title: 'Refund on its way',
    body: 'Your refund is on its way and will be on your card in 3–5 working days. Sorry again for the trouble.',
  },
  {
    shortcut: 'parking',
    title: 'Parking',
    body: 'Parking is free behind the building for 3 hours; please enter your plate at the tablet by the door.',
  },
  {
    shortcut: 'clubs',
    title: 'Rental clubs',
    body: 'We have left- and right-handed sets in all flexes. They are free for members and 12 dollars for guests.',
  },
  {
    shortcut: 'group',
    title: 'Group booking',
    body: 'For groups of six or more we put two bays side by side. How many of you are coming, and on which day?',
  },
  {
    shortcut: 'checkin',
    title: 'Hotel check-in',
    body: 'Check-in is from 15:00. You are welcome to leave your bags with us from the early morning.',
  },
  {
    shortcut: 'thanks',
    title: 'Closing',
    body: 'Thank you, {{contact.firstName}}. Have a lovely day, and write any time.',
  },
] as const;
