import { whatsappCredentials, type WhatsAppCreds } from './credentials.ts';

export const creds: WhatsAppCreds = whatsappCredentials.parse({
  phoneNumberId: 'PNID1',
  businessAccountId: 'WABA1',
  accessToken: 'EAATestToken',
  appSecret: 'meta-app-secret-test',
  verifyToken: 'verify-me-test',
  sendToUserIds: true,
});
