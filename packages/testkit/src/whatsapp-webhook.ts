import { hmacSha256 } from '@frontdesk/connector-kit/signatures';
import type { TestInbox } from './desk.ts';

/** A webhook of WhatsApp's as the contract describes it, put together by hand: for what no vendor's phone would say. */
export type Said = {
  readonly id: string;
  readonly from: string;
  readonly text: string;
  readonly at?: number;
};
export type Report = {
  readonly id: string;
  readonly to: string;
  readonly status: string;
  readonly at?: number;
};

export function whatsappBody(
  accounts: readonly {
    inbox: Pick<TestInbox, 'accountId'>;
    messages?: readonly Said[];
    statuses?: readonly Report[];
  }[],
): string {
  const changes = accounts.map(({ inbox, messages = [], statuses = [] }) => ({
    field: 'messages',
    value: {
      messaging_product: 'whatsapp',
      metadata: { display_phone_number: '15550100009', phone_number_id: inbox.accountId },
      ...(messages.length > 0 && {
        contacts: messages.map(({ from }) => ({ profile: { name: `Guest ${from}` }, wa_id: from })),
        messages: messages.map(({ id, from, text, at }) => ({
          id,
          from,
          timestamp: seconds(at),
          type: 'text',
          text: { body: text },
        })),
      }),
      ...(statuses.length > 0 && {
        statuses: statuses.map(({ id, to, status, at }) => ({
          id,
          recipient_id: to,
          status,
          timestamp: seconds(at),
        })),
      }),
    },
  }));
  const entry = changes.map((change) => ({ id: 'WABA1', changes: [change] }));
  return JSON.stringify({ object: 'whatsapp_business_account', entry });
}

const seconds = (at = Date.now()): string => String(Math.floor(at / 1000));

export const signed = (inbox: TestInbox, body: string | Buffer): Record<string, string> => ({
  'x-hub-signature-256': `sha256=${hmacSha256(String(inbox.creds['appSecret']), body, 'hex')}`,
});

/** Posts a body as a vendor does; signed with the inbox's secret unless headers are given. */
export function deliver(
  inbox: TestInbox,
  body: string | Buffer,
  {
    url = inbox.webhookUrl,
    headers = signed(inbox, body),
  }: { url?: string; headers?: Record<string, string> } = {},
): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : new Uint8Array(body),
  });
}
