import type { AnyChannel, Channel, ReceiptStatus } from '../channel.ts';
import type { Call, Refusal } from './fault-script.ts';
import type { PhoneFile, ReceivedMessage } from './phone-journal.ts';
import type { Webhook } from './webhook-poster.ts';

/** An inbox of ours, as its vendor knows it. */
export type FakeAccount<Creds> = {
  readonly accountId: string;
  readonly creds: Creds;
  /** What customers write to: an E.164 number. */
  readonly address: string;
  readonly webhookUrl: string;
};

/** What a customer does on the phone. */
export type CustomerSays = {
  readonly accountId: string;
  /** The customer's key as the channel knows it: WhatsApp digits or user id, an E.164 number, a visitor id. */
  readonly from: string;
  readonly name?: string;
  readonly text?: string;
  readonly files?: readonly CustomerFile[];
  readonly location?: {
    readonly latitude: number;
    readonly longitude: number;
    readonly name?: string;
  };
  /** External id of the message to quote. */
  readonly replyTo?: string;
  /** An emoji on the message named by `replyTo`; empty takes it back. */
  readonly reaction?: string;
  /** A call that ended on the machine: `files` holds the recording, `text` the transcript. */
  readonly voicemail?: boolean;
  /** A spelling of the vendor's payload, where there are several: OpenPhone `legacy` or `current`. */
  readonly variant?: string;
};

export type CustomerFile = {
  readonly bytes: Uint8Array;
  readonly mime: string;
  readonly fileName: string;
  /** Web chat: the id that the upload to our own store gave. */
  readonly fileId?: string;
};

/** What the vendor's side of a channel knows and may do while it answers a call. */
export type FakeDesk<Creds> = {
  now(): number;
  /** Where the fake answers, ending with the channel's kind, without a slash. */
  readonly baseUrl: string;
  account(accountId: string): FakeAccount<Creds> | null;
  accounts(): readonly FakeAccount<Creds>[];
  /** A new id with this prefix. */
  id(prefix: string): string;
  /** Puts a message on the customer's phone: it counts from here on, whatever becomes of the answer. */
  accept(message: Omit<ReceivedMessage, 'kind' | 'at'>): void;
  received(accountId: string): readonly ReceivedMessage[];
  /** Hosts a file under an id of the vendor's. */
  keep(id: string, file: CustomerFile): void;
  hosted(id: string): (PhoneFile & { readonly bytes: Uint8Array }) | null;
  /** Runs a call through the planned faults; `refusal` words a refusal, `answer` does the work. */
  meet(
    call: Call,
    refusal: (as: Refusal) => Response,
    answer: () => Response | Promise<Response>,
  ): Promise<Response>;
};

export type Receipt = {
  readonly message: ReceivedMessage;
  readonly status: ReceiptStatus;
  readonly at: number;
};

/** The vendor's side of one channel. */
export interface FakeProtocol<Creds> {
  readonly channel: Channel<Creds>;
  /** Answers one call of the vendor's API; `path` is what follows the base URL, without the query. */
  answer(request: Request, path: string, desk: FakeDesk<Creds>): Promise<Response>;
  /** The webhook of something that a customer said. `files` are hosted by now, under their ids, in the order given. */
  says(
    said: CustomerSays & { readonly externalId: string; readonly fileIds: readonly string[] },
    account: FakeAccount<Creds>,
    desk: FakeDesk<Creds>,
  ): Webhook;
  /** The webhook of a receipt; null for one that the vendor does not give. */
  reports(receipt: Receipt, account: FakeAccount<Creds>, desk: FakeDesk<Creds>): Webhook | null;
  /** How the vendor names a message that a customer said. */
  readonly idPrefix: string;
}

export type AnyProtocol = FakeProtocol<Parameters<AnyChannel['accountId']>[0]>;

/** The connection ends without an answer. Whoever serves `fetch` closes its socket on this. */
export class ConnectionDropped extends Error {}

export const json = (
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): Response =>
  new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json', ...headers },
  });
