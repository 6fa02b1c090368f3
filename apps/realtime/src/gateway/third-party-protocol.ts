import type { Refusal } from '@frontdesk/core/errors';
import * as z from 'zod';

/**
 * Namespace `/`: the events of seed 004, for programs of others. A program authenticates with an API key or an access
 * token, in the handshake (`auth.token`) or by `authenticate`, and is told what happens in the inboxes that its member
 * sees. Rows are those of the sync protocol without the engine's own columns.
 */

/** Who does not authenticate within this time is disconnected, in milliseconds. */
export const AUTHENTICATE_WITHIN_MS = 10_000;

export const AuthenticateSchema = z.object({ token: z.string().min(1).max(4_096) });
export const ConversationSchema = z.object({ conversationId: z.uuid() });
export const MessageSendSchema = z.object({
  conversationId: z.uuid(),
  text: z.string().max(100_000).default(''),
  attachmentIds: z.array(z.uuid()).max(10).default([]),
  replyToId: z.uuid().optional(),
  /** A UUIDv7; absent: the server makes one. Said again with the same id, it counts once. */
  messageId: z.uuid().optional(),
  /** The newest timeline number that its author had seen; absent: all that there is. */
  seenUpTo: z.int().min(0).optional(),
});
export type MessageSend = z.infer<typeof MessageSendSchema>;

export type ThirdPartyRefused = { readonly error: Refusal };
type Answer<T> = (answer: T | ThirdPartyRefused) => void;

export type Authenticated = {
  readonly userId: string;
  readonly organizationId: string;
  readonly role: string;
};
export type Done = { readonly ok: true };
export type Sent = { readonly messageId: string; readonly status: string };

type Row = Readonly<Record<string, unknown>>;

export type ThirdPartyClientEvents = {
  authenticate: (auth: { token: string }, answer?: Answer<Authenticated>) => void;
  /** Typing in a conversation is told to those who joined it. */
  'join:conversation': (at: { conversationId: string }, answer?: Answer<Done>) => void;
  'leave:conversation': (at: { conversationId: string }, answer?: Answer<Done>) => void;
  'typing:start': (at: { conversationId: string }, answer?: Answer<Done>) => void;
  'typing:stop': (at: { conversationId: string }, answer?: Answer<Done>) => void;
  'message:send': (message: z.input<typeof MessageSendSchema>, answer?: Answer<Sent>) => void;
};

/** Who types; a customer has no user id. */
export type TypingEvent = { readonly conversationId: string; readonly userId: string | null };

export type ThirdPartyServerEvents = {
  authenticated: (who: Authenticated) => void;
  /** What went wrong with an event that asked for no answer, or why the connection ends. */
  error: (refused: ThirdPartyRefused) => void;
  'message:new': (event: { readonly message: Row }) => void;
  /** A message's state has changed: sent, delivered, read, failed… */
  'message:ack': (event: {
    readonly messageId: string;
    readonly conversationId: string;
    readonly status: string;
    readonly message: Row;
  }) => void;
  'conversation:updated': (event: { readonly conversation: Row }) => void;
  'conversation:assigned': (event: {
    readonly conversationId: string;
    readonly assigneeId: string | null;
    readonly teamId: string | null;
  }) => void;
  'presence:update': (event: {
    readonly userId: string;
    readonly online: boolean;
    readonly conversations: readonly {
      readonly conversationId: string;
      readonly activity: string;
    }[];
  }) => void;
  'typing:start': (event: TypingEvent) => void;
  'typing:stop': (event: TypingEvent) => void;
};
