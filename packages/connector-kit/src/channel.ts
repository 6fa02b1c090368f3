import type { ChannelKind, MessageType } from '@frontdesk/core/entities';
import type { MessageTemplate } from '@frontdesk/core/message-template';
import type * as z from 'zod';

/**
 * The contract of a messaging channel: pure functions and data, one folder per channel. No I/O, no clock, no
 * randomness here; whoever calls owns the network, the time and the database. Shared code asks this data and
 * never which channel it is.
 */

/** One webhook request as it came in. */
export type RawDelivery = {
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  /** Exact bytes as received; signatures are computed over these, never over re-serialised JSON. */
  readonly body: Uint8Array;
};

export type Verdict =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: 'missing-signature' | 'bad-signature' | 'stale' };

/** Who wrote. `key` is an opaque channel identity and never assumed to be a phone number. */
export type Identity = {
  readonly key: string;
  /** Other keys that the vendor gives for the same customer; any of them finds the identity that is already stored. */
  readonly aliases: readonly string[];
  /** E.164 with its plus, where the channel reveals one. */
  readonly phone: string | null;
  readonly name: string | null;
};

/** Something the customer attached: by the vendor's id (fetch in two steps), by link, or already in our own store. */
export type MediaRef = {
  readonly id: string | null;
  readonly url: string | null;
  readonly mime: string | null;
  readonly fileName: string | null;
  /** As the vendor writes it: hex or base64 differs by vendor, so compare only through {@link sameSha256}. */
  readonly sha256: string | null;
  /** Bytes. */
  readonly size: number | null;
};

export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [key: string]: Json };

type EventBase = {
  /** The same for every redelivery of this event, unique within the inbox and channel. */
  readonly dedupeKey: string;
  /** The account that the payload names for this event; null where it names none. */
  readonly accountId: string | null;
};

export type MessageEvent = EventBase & {
  readonly type: 'message';
  readonly externalId: string;
  readonly identity: Identity;
  /** The vendor's time in milliseconds since the epoch; null when it gave none that can be read. */
  readonly sentAt: number | null;
  readonly messageType: MessageType;
  /** Body, caption, or for a REACTION the emoji (empty: taken back). Only illegal code points are replaced. */
  readonly text: string;
  readonly media: readonly MediaRef[];
  /** External id of the message that this one quotes or reacts to. */
  readonly replyTo: string | null;
  /** Small channel facts: location, shared contacts, `unsupported`, `voicemail`, `forwarded`, `referral`. */
  readonly metadata: Readonly<Record<string, Json>>;
};

/** Receipts rise: sent < delivered < read. `failed` may follow only `sent`. See {@link receiptAdvances}. */
export type ReceiptStatus = 'sent' | 'delivered' | 'read' | 'failed';

export type ReceiptEvent = EventBase & {
  readonly type: 'receipt';
  /** The vendor's id of our message. */
  readonly externalId: string;
  readonly status: ReceiptStatus;
  readonly at: number | null;
  readonly error: SendError | null;
  /** Our outbox id, where the vendor echoes one: it settles a send whose answer was lost. */
  readonly correlation: string | null;
  /** Who it went to and what it said, where the vendor repeats them: the second way to settle such a send. */
  readonly echo: { readonly to: string; readonly text: string } | null;
};

/** Something that the product does not act on. Kept so that nothing disappears unseen. */
export type IgnoredEvent = EventBase & { readonly type: 'ignored'; readonly vendorType: string };

export type InboundEvent = MessageEvent | ReceiptEvent | IgnoredEvent;

/** `ok: false` is a payload that cannot be read at all; it is stored as unparsed and shown. */
export type Parsed =
  | { readonly ok: true; readonly events: readonly InboundEvent[] }
  | { readonly ok: false; readonly reason: string };

/** What we ask a vendor to send. */
export type OutboundMessage = {
  /** Our outbox id: the idempotency key or the correlation, whichever the vendor knows. */
  readonly outboxId: string;
  /** The identity's key. */
  readonly to: string;
  readonly text: string;
  readonly media: OutboundMedia | null;
  /** External id of the message to quote; channels without quotes leave it out. */
  readonly replyTo: string | null;
  /** An approved template instead of free text; `text` is then what it says when filled. Absent: free text. */
  readonly template?: OutboundTemplate;
};

/** A value per blank, in the template's order; `name` is null where blanks have places instead of names. */
export type TemplateValue = { readonly name: string | null; readonly text: string };

export type OutboundTemplate = {
  readonly name: string;
  readonly language: string;
  readonly header: readonly TemplateValue[];
  readonly body: readonly TemplateValue[];
};

export type MediaKind = Extract<MessageType, 'IMAGE' | 'VIDEO' | 'AUDIO' | 'DOCUMENT' | 'STICKER'>;

export type OutboundMedia = {
  readonly kind: MediaKind;
  /** What the upload returned (`mediaUpload.read`); our own file id where the channel has no upload. */
  readonly mediaId: string;
  readonly mime: string;
  readonly fileName: string;
};

export type HttpRequest = {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Chunks are written one after another, so that a large file is not copied into a body first. */
  readonly body: string | readonly Uint8Array[] | null;
};

export type HttpResponse = {
  readonly status: number;
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
};

/** Why a request got no answer. `requestWritten` is false only when the vendor cannot have seen any byte of it. */
export type NetworkFailure = {
  readonly kind: 'address-refused' | 'dns' | 'refused' | 'tls' | 'timeout' | 'reset' | 'too-large';
  readonly requestWritten: boolean;
  /** For the log; holds host and cause, never a header or a body. */
  readonly detail: string;
};

/** `why` is for the agent: plain words, what happened and what to do. `code` is the vendor's own. */
export type SendError = {
  readonly code: string;
  readonly why: string;
  /** What else has to happen because of this answer. */
  readonly effect: SendEffect | null;
};

/** `pause-inbox`: nothing will go out until someone acts; `record-opt-out`: the customer asked not to be written to; `window-closed`: the reply window is over. */
export type SendEffect = 'pause-inbox' | 'record-opt-out' | 'window-closed';

/** How far a retry reaches: this message, everything to this customer, or everything from this inbox. */
export type RetryScope = 'message' | 'pair' | 'inbox';

/** `accepted` means the vendor took it. Delivery is only ever learned from a receipt. */
export type Outcome =
  | { readonly kind: 'accepted'; readonly externalId: string }
  | {
      readonly kind: 'retry';
      readonly scope: RetryScope;
      readonly afterMs: number | null;
      readonly code: string;
      readonly why: string;
    }
  | ({ readonly kind: 'rejected' } & SendError)
  /** The credentials no longer work: pause the inbox and ask for new ones. */
  | { readonly kind: 'reauth'; readonly code: string; readonly why: string }
  /** The vendor may or may not have taken it; only a receipt, a lookup or a person settles it. */
  | { readonly kind: 'uncertain'; readonly why: string };

/** A request, or the reason why this message cannot be sent here at all. */
export type Prepared =
  | { readonly ok: true; readonly request: HttpRequest }
  | { readonly ok: false; readonly error: SendError };

export type MediaUpload = {
  readonly bytes: Uint8Array;
  readonly mime: string;
  readonly fileName: string;
};

export type UploadOutcome =
  | { readonly kind: 'uploaded'; readonly mediaId: string }
  | Exclude<Outcome, { kind: 'accepted' | 'uncertain' }>;

/** How to get at what a customer sent. */
export type MediaPlan =
  /** GET this; the body is the file. */
  | { readonly kind: 'direct'; readonly request: HttpRequest }
  /** Ask where it is first; `read` turns that answer into the request for the bytes. The link is short-lived: on 404 start over. */
  | {
      readonly kind: 'locate';
      readonly request: HttpRequest;
      read(response: HttpResponse): MediaLocation;
    }
  /** The bytes are already in our own store under this file id. */
  | { readonly kind: 'stored'; readonly fileId: string }
  | { readonly kind: 'impossible'; readonly why: string };

export type MediaLocation =
  | {
      readonly ok: true;
      readonly request: HttpRequest;
      readonly mime: string | null;
      readonly sha256: string | null;
      readonly size: number | null;
    }
  | { readonly ok: false; readonly outcome: MediaFailure };

export type MediaFailure = {
  readonly kind: 'retry' | 'gone' | 'reauth' | 'failed';
  readonly why: string;
};

/** A message that the vendor says it has, for settling a send whose answer was lost. */
export type FoundMessage = {
  readonly externalId: string;
  readonly to: string;
  readonly text: string;
  readonly at: number | null;
};

/** A page of the templates that the vendor has approved. */
export type FoundTemplates =
  | {
      readonly ok: true;
      readonly templates: readonly MessageTemplate[];
      /** How many more are approved and need what cannot be filled in here: pictures, codes, flows. */
      readonly others: number;
      /** Where the next page begins; null after the last. */
      readonly after: string | null;
    }
  | { readonly ok: false; readonly why: string };

export type Found =
  | { readonly ok: true; readonly messages: readonly FoundMessage[] }
  | { readonly ok: false; readonly outcome: Outcome };

/** Sending by calling the vendor. */
export type HttpOutbound<Creds> = {
  readonly delivery: 'http';
  /** Used unless the inbox has a base URL of its own. */
  readonly defaultBaseUrl: string;
  /** `baseUrl` has no slash at its end. */
  request(message: OutboundMessage, creds: Creds, baseUrl: string): Prepared;
  classify(response: HttpResponse): Outcome;
  classifyFailure(failure: NetworkFailure): Outcome;
  /** Null where files cannot be sent. */
  readonly mediaUpload: {
    request(upload: MediaUpload, creds: Creds, baseUrl: string): HttpRequest;
    read(response: HttpResponse): UploadOutcome;
  } | null;
  mediaRequest(ref: MediaRef, creds: Creds, baseUrl: string): MediaPlan;
  /** Lists what the vendor has to that customer since `sinceMs`; null where it cannot be asked. */
  readonly lookup: {
    request(message: OutboundMessage, since: number, creds: Creds, baseUrl: string): HttpRequest;
    read(response: HttpResponse): Found;
  } | null;
  /** Lists the approved templates, page by page; null where the channel has none. */
  readonly templates: {
    request(after: string | null, creds: Creds, baseUrl: string): Prepared;
    read(response: HttpResponse): FoundTemplates;
  } | null;
  /** A harmless call that proves the credentials. */
  readonly probe: {
    request(creds: Creds, baseUrl: string): HttpRequest;
    read(response: HttpResponse, creds: Creds): ProbeResult;
  };
};

/** `address` is what customers write to, where the vendor tells. */
export type ProbeResult =
  | { readonly ok: true; readonly address: string | null }
  | { readonly ok: false; readonly why: string; readonly reauth: boolean };

/** What the visitor's socket emits. */
export type Frame = { readonly event: string; readonly data: Json };

/**
 * Sending over the socket of a visitor on our own page. It is accepted once it is stored where the visitor's page
 * catches up; the page answers with `delivered` and `read` receipts.
 */
export type SocketOutbound = {
  readonly delivery: 'visitor-socket';
  /** The id under which receipts will speak of this message. */
  externalId(message: OutboundMessage): string;
  frame(message: OutboundMessage): Frame;
  revokeFrame(externalId: string): Frame;
  typingFrame(typing: boolean): Frame;
  mediaRequest(ref: MediaRef): MediaPlan;
};

/** A rate as the sender's token bucket takes it: one send every `everyMs`, with `burst` more at once. */
export type Rate = { readonly everyMs: number; readonly burst: number };

export type MediaLimit = { readonly maxBytes: number; readonly mimeTypes: readonly string[] };

/** JSON-serialisable, so that a composer can show and check it. */
export type Limits = {
  /** UTF-16 units. */
  readonly textChars: number;
  /** Text beside a file; null where the channel has no captions. */
  readonly captionChars: number | null;
  /** Outbound files by kind; a kind that is not here cannot be sent. */
  readonly media: Readonly<Partial<Record<MediaKind, MediaLimit>>>;
  readonly perInbox: Rate | null;
  readonly perPair: Rate | null;
  /** How long after the customer's last message free text may be sent; null: always. */
  readonly replyWindowHours: number | null;
};

export type Capabilities = {
  /** May typing be shown to the customer? */
  readonly typing: boolean;
  /** Does the vendor say when the customer has read? */
  readonly readReceipts: boolean;
  /** Does the vendor drop a second request with the same key? */
  readonly idempotencyKey: boolean;
  /** Does a receipt carry our outbox id? */
  readonly correlation: boolean;
  /** Can a sent message be taken back? */
  readonly revoke: boolean;
  readonly quotes: boolean;
};

/** One field of the settings form. */
export type CredentialField = {
  readonly name: string;
  readonly label: string;
  readonly help: string;
  /** Sealed, never returned, never logged. */
  readonly secret: boolean;
  /** We make it up (32 random bytes) when the form leaves it empty. */
  readonly generated: boolean;
  readonly optional: boolean;
};

export interface Channel<Creds> {
  readonly kind: ChannelKind;
  readonly name: string;
  readonly limits: Limits;
  readonly capabilities: Capabilities;
  readonly credentials: {
    readonly schema: z.ZodType<Creds>;
    readonly fields: readonly CredentialField[];
  };
  /** The account that a shared webhook path names for an inbox with these credentials. */
  accountId(creds: Creds): string;
  /** `now` in milliseconds since the epoch. Never throws. */
  verify(raw: RawDelivery, creds: Creds, now: number): Verdict;
  /** The plain-text answer to a GET that proves the endpoint is ours; null refuses it (403). */
  handshake(query: Readonly<Record<string, string>>, creds: Creds): string | null;
  /** The account ids named in a payload, each once; null when it cannot be read; empty when it names none. */
  accounts(raw: RawDelivery): readonly string[] | null;
  /** Identifies the delivery: a redelivery gives the same key. */
  deliveryKey(raw: RawDelivery): string;
  /** All events in the payload's order; with `accountId`, only those of that account or of none. Never throws. */
  parse(raw: RawDelivery, accountId?: string): Parsed;
  readonly outbound: HttpOutbound<Creds> | SocketOutbound;
}

/** A channel whose credentials are known only to itself: pass what `credentials.schema` parsed. */
export type AnyChannel = Channel<Readonly<Record<string, unknown>>>;
