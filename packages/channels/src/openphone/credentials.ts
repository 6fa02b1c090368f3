import type { CredentialField } from '@frontdesk/connector-kit/channel';
import * as z from 'zod';

const token = z
  .string()
  .trim()
  .max(1000)
  .regex(/^[\x21-\x7e]+$/);
/** A form sends an empty text for a field that was left out. */
const optional = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional());

/** Which of the two webhook generations an account uses shows in the key that it was given. */
export const openphoneCredentials = z
  .object({
    apiKey: token,
    phoneNumberId: z
      .string()
      .trim()
      .regex(/^PN[A-Za-z0-9]{1,60}$/),
    /** `whsec_…`, of webhooks made since the 2026-03-30 version. */
    webhookSecret: optional(
      z
        .string()
        .trim()
        .regex(/^whsec_[A-Za-z0-9+/=]+$/),
    ),
    /** Base64, of webhooks made in the app or by the v1 API. */
    signingKey: optional(
      z
        .string()
        .trim()
        .regex(/^[A-Za-z0-9+/=]+$/),
    ),
    /** The member (`US…`) in whose name texts go out. */
    userId: optional(
      z
        .string()
        .trim()
        .regex(/^US[A-Za-z0-9]{1,60}$/),
    ),
  })
  .refine((one) => one.webhookSecret !== undefined || one.signingKey !== undefined, {
    message: 'Enter the webhook secret or the legacy signing key.',
    path: ['webhookSecret'],
  });

export type OpenPhoneCreds = z.output<typeof openphoneCredentials>;

export const openphoneFields: readonly CredentialField[] = [
  {
    name: 'apiKey',
    label: 'API key',
    help: 'In Quo under Settings → API.',
    secret: true,
    generated: false,
    optional: false,
  },
  {
    name: 'phoneNumberId',
    label: 'Phone number ID',
    help: 'Starts with PN; the API lists it with your numbers.',
    secret: false,
    generated: false,
    optional: false,
  },
  {
    name: 'webhookSecret',
    label: 'Webhook secret',
    help: 'Starts with whsec_; shown when the webhook is made.',
    secret: true,
    generated: false,
    optional: true,
  },
  {
    name: 'signingKey',
    label: 'Legacy signing key',
    help: 'Only for webhooks of the old kind.',
    secret: true,
    generated: false,
    optional: true,
  },
  {
    name: 'userId',
    label: 'Send as',
    help: 'A member’s ID, starting with US. Empty: the number’s owner.',
    secret: false,
    generated: false,
    optional: true,
  },
];
