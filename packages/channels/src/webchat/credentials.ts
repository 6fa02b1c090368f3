import type { CredentialField } from '@frontdesk/connector-kit/channel';
import * as z from 'zod';

export const webchatCredentials = z.object({
  /** Names the inbox in the page that includes the widget; public. */
  widgetKey: z.string().regex(/^[A-Za-z0-9_-]{8,128}$/),
  /** Signs visitor tokens. */
  signingSecret: z.string().regex(/^[\x21-\x7e]{32,1000}$/),
});

export type WebChatCreds = z.output<typeof webchatCredentials>;

export const webchatFields: readonly CredentialField[] = [
  {
    name: 'widgetKey',
    label: 'Widget key',
    help: 'Stands in the snippet on your page. Not a secret.',
    secret: false,
    generated: true,
    optional: false,
  },
  {
    name: 'signingSecret',
    label: 'Signing secret',
    help: 'Changing it ends all visitors’ sessions.',
    secret: true,
    generated: true,
    optional: false,
  },
];
