import {
  type FakeAccount,
  type FakeDesk,
  type FakeProtocol,
} from '@frontdesk/connector-kit/fake-vendor/protocol';
import type { Webhook } from '@frontdesk/connector-kit/fake-vendor/webhook-poster';
import { webchat } from './channel.ts';
import type { WebChatCreds } from './credentials.ts';
import type { WebChatDelivery, WebChatMessage, WebChatReceipt } from './delivery.ts';
import { signVisitorToken } from './visitor-token.ts';

const TOKEN_LIFETIME_MS = 60_000;

/**
 * The visitor's page. There is no vendor to call; what a visitor's socket receives is handed to `receive`, what the
 * visitor says is posted as a delivery with the visitor's token.
 */
export const fake: FakeProtocol<WebChatCreds> = {
  channel: webchat,
  idPrefix: '',
  answer: async () => new Response('web chat has no API', { status: 404 }),
  says: (said, account, desk) => {
    const files = said.fileIds.flatMap((id) => {
      const file = desk.hosted(id);
      return file === null
        ? []
        : [{ id, mime: file.mime, name: file.fileName, size: file.bytes.length }];
    });
    const message: WebChatMessage = {
      type: 'message',
      id: said.externalId,
      at: desk.now(),
      text: said.text ?? '',
      ...(files.length > 0 && { files }),
      ...(said.replyTo !== undefined && { replyTo: said.replyTo }),
    };
    return posts(said.from, message, { account, desk, name: said.name });
  },
  reports: ({ message, status, at }, account, desk) => {
    if (status !== 'delivered' && status !== 'read') return null;
    const receipt: WebChatReceipt = {
      type: 'receipt',
      id: message.correlation ?? message.externalId,
      status,
      at,
    };
    return posts(message.to, receipt, { account, desk, name: undefined });
  },
};

type Page = {
  readonly account: FakeAccount<WebChatCreds>;
  readonly desk: FakeDesk<WebChatCreds>;
  readonly name: string | undefined;
};

function posts(
  visitor: string,
  event: WebChatMessage | WebChatReceipt,
  { account, desk, name }: Page,
): Webhook {
  const delivery: WebChatDelivery = {
    v: 1,
    id: desk.id('d'),
    inbox: account.accountId,
    visitor: { id: visitor, ...(name !== undefined && { name }) },
    events: [event],
  };
  const body = JSON.stringify(delivery);
  return (now) => ({
    headers: {
      authorization: `Bearer ${signVisitorToken(visitor, account.creds.signingSecret, { now, lifetimeMs: TOKEN_LIFETIME_MS })}`,
    },
    body,
  });
}
