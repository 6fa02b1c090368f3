import type { MessageType } from './entities.ts';
import type { Refusal } from './errors.ts';

/**
 * The web-chat widget's shapes: socket messages on namespace `/visitor` (WebSocket transport only). The widget may
 * stand on any site, so no cookie counts here: the visitor's token stands for the signature. What clients send is
 * validated with `visitor-schemas.ts`.
 */

export const VISITOR_NAMESPACE = '/visitor';

/**
 * `POST` (multipart, one part `file`) answers a {@link VisitorUpload}, which a message then carries; `GET <path>/<id>`
 * and `GET <path>/<id>/thumbnail` answer an attachment's bytes. All with `Authorization: Bearer <visitorToken>`.
 */
export const VISITOR_FILES_PATH = '/api/v1/visitor/files';

/** Longest text of one message, in UTF-16 units. */
export const VISITOR_TEXT_CHARS = 10_000;

/** How many messages `session` and one answer to `history` hold at most. */
export const VISITOR_PAGE = 50;

/** The handshake's `auth`. Without a token, or with one that is not known, a new visitor begins. */
export type VisitorAuth = {
  readonly inboxId: string;
  readonly visitorToken?: string;
  /** What the site knows of its visitor, or the visitor typed. */
  readonly name?: string;
  readonly email?: string;
};

/** A file that waits to be sent: as the upload answered, so that the message can say what it carries. Size in bytes. */
export type VisitorUpload = {
  readonly id: string;
  readonly fileName: string;
  readonly mimeType: string;
  readonly size: number;
};

/** Bytes come from {@link VISITOR_FILES_PATH}. Width and height are in pixels. */
export type VisitorAttachment = {
  readonly id: string;
  readonly kind: MessageType;
  readonly fileName: string;
  readonly mimeType: string;
  readonly size: number;
  readonly width: number | null;
  readonly height: number | null;
  readonly hasThumbnail: boolean;
};

export type VisitorMessage = {
  /** For the visitor's own messages the id that the widget made, so that its pending copy is replaced. */
  readonly id: string;
  /** Place in the timeline; messages sort by it. */
  readonly number: number;
  readonly from: 'visitor' | 'team';
  /** First name of who wrote for the team; null for an automatic answer. */
  readonly authorName: string | null;
  readonly text: string;
  /** ISO 8601, the server's clock. */
  readonly at: string;
  readonly attachments: readonly VisitorAttachment[];
};

export type VisitorSession = {
  /** Keep it (localStorage) and send it in the next handshake: it resumes the conversation. */
  readonly visitorToken: string;
  readonly name: string | null;
  readonly inboxName: string;
  readonly teamOnline: boolean;
  /** The newest {@link VISITOR_PAGE} messages, oldest first. */
  readonly messages: readonly VisitorMessage[];
  /** Whether `history` has older ones. */
  readonly hasMore: boolean;
};

/** `id` is a UUIDv7 made by the widget. Say it again with the same id until it is acknowledged: it counts once. */
export type VisitorSay = {
  readonly id: string;
  readonly text: string;
  readonly attachment?: VisitorUpload;
};

export type VisitorAck = { readonly ok: true } | { readonly ok: false; readonly refusal: Refusal };

export type VisitorHistory = {
  readonly messages: readonly VisitorMessage[];
  readonly hasMore: boolean;
};

export type VisitorClientEvents = {
  /** ok: stored for good. A RATE_LIMIT_EXCEEDED refusal says in `retryAfter` when to try again. */
  message: (say: VisitorSay, answer: (ack: VisitorAck) => void) => void;
  /** Messages up to this number have reached the widget: becomes the team's "delivered". */
  received: (mark: { readonly upTo: number }) => void;
  /** Messages up to this number were on screen: becomes the team's "read". */
  read: (mark: { readonly upTo: number }) => void;
  /** Repeated at least every 5 s while the visitor types. */
  typing: (state: { readonly on: boolean }) => void;
  /** Messages with a number below `before`, the newest of them, oldest first. */
  history: (page: { readonly before: number }, answer: (history: VisitorHistory) => void) => void;
};

/** A refused connection answers `connect_error` whose `data` is a {@link Refusal}: NOT_FOUND means that the inbox is not there. */
export type VisitorServerEvents = {
  /** First after every connect; also replaces what the widget shows. */
  session: (session: VisitorSession) => void;
  /** A new or changed message of either side. */
  message: (message: VisitorMessage) => void;
  /** A message was taken back by the team. */
  removed: (removed: { readonly id: string }) => void;
  /** The visitor's own message stands in the team's inbox, at this number. */
  receipt: (receipt: {
    readonly id: string;
    readonly number: number;
    readonly status: 'received';
  }) => void;
  /** Who of the team writes an answer now; null: nobody any more. */
  typing: (state: { readonly agentName: string | null }) => void;
  /** Whether somebody of the team is there. */
  agent: (state: { readonly online: boolean }) => void;
};
