import { createHash } from 'node:crypto';
import type { DemoInbox } from './cast.ts';

/** Where the built-in fake vendors answer, below the product's own address. */
export const DEMO_VENDOR_PATH = '/demo/vendor';

/** Where the systems that the demo's procedures call answer. */
export const DEMO_SYSTEMS_PATH = '/demo/systems';

/** A made-up secret that is the same on every machine: it opens nothing but the built-in fake vendors. */
const secret = (inbox: DemoInbox, use: string): string =>
  createHash('sha256').update(`frontdesk demo ${inbox.key} ${use}`).digest('hex');

/** Credentials of a demo inbox, as its channel's schema takes them. The SMS inboxes use one webhook generation each. */
export function demoCredentials(inbox: DemoInbox): Record<string, string> {
  if (inbox.channel === 'whatsapp')
    return {
      phoneNumberId: inbox.accountId,
      businessAccountId: `${inbox.accountId}001`,
      accessToken: secret(inbox, 'token'),
      appSecret: secret(inbox, 'app'),
      verifyToken: secret(inbox, 'verify').slice(0, 32),
    };
  if (inbox.channel === 'webchat')
    return { widgetKey: inbox.accountId, signingSecret: secret(inbox, 'visitor') };
  const key = Buffer.from(secret(inbox, 'webhook'), 'hex').toString('base64');
  return {
    apiKey: secret(inbox, 'api'),
    phoneNumberId: inbox.accountId,
    ...(inbox.site === 'harbour' ? { signingKey: key } : { webhookSecret: `whsec_${key}` }),
  };
}
