import type { CredentialField } from '@frontdesk/connector-kit/channel';
import * as z from 'zod';

/** What may go into a header or a path: visible ASCII without spaces. */
const token = z
  .string()
  .trim()
  .max(1000)
  .regex(/^[\x21-\x7e]+$/);
const graphId = z
  .string()
  .trim()
  .regex(/^[A-Za-z0-9_-]{1,64}$/);

export const whatsappCredentials = z.object({
  phoneNumberId: graphId,
  /** The WhatsApp Business Account that the number belongs to: its templates are listed under it. */
  businessAccountId: graphId.optional(),
  accessToken: token,
  appSecret: token,
  verifyToken: token,
  /** Meta's published OpenAPI is v23.0 (November 2025); newer ones exist. */
  apiVersion: z
    .string()
    .regex(/^v\d{1,3}\.\d$/)
    .default('v23.0'),
  /** Write to customers who hide their number, by their business-scoped user id. Off until Meta's roll-out reaches the account; set by the API alone. */
  sendToUserIds: z.boolean().default(false),
});

export type WhatsAppCreds = z.output<typeof whatsappCredentials>;

export const whatsappFields: readonly CredentialField[] = [
  {
    name: 'phoneNumberId',
    label: 'Phone number ID',
    help: 'In Meta’s app dashboard under WhatsApp → API setup. It is not the phone number.',
    secret: false,
    generated: false,
    optional: false,
  },
  {
    name: 'businessAccountId',
    label: 'WhatsApp Business Account ID',
    help: 'Beside the phone number ID. Without it, approved templates cannot be offered when the 24 hours are over.',
    secret: false,
    generated: false,
    optional: true,
  },
  {
    name: 'accessToken',
    label: 'Access token',
    help: 'A system user’s token with whatsapp_business_messaging and whatsapp_business_management.',
    secret: true,
    generated: false,
    optional: false,
  },
  {
    name: 'appSecret',
    label: 'App secret',
    help: 'Under App settings → Basic. It proves that a webhook comes from Meta.',
    secret: true,
    generated: false,
    optional: false,
  },
  {
    name: 'verifyToken',
    label: 'Verify token',
    help: 'Paste it into Meta’s webhook form.',
    secret: true,
    generated: true,
    optional: false,
  },
  {
    name: 'apiVersion',
    label: 'Graph API version',
    help: 'Leave as it is unless Meta retires it.',
    secret: false,
    generated: false,
    optional: true,
  },
];
