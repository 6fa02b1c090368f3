import type { AnyChannel, Identity, Json, MessageEvent } from '@frontdesk/connector-kit/channel';
import { fields } from '@frontdesk/connector-kit/lenient-json';
import { NAMELESS } from '@frontdesk/core/contact-name';
import { associationId } from '@frontdesk/core/ids';
import { syncedText } from '@frontdesk/core/text';
import { messagePreview } from '../conversations/message-preview.ts';
import {
  type ConversationDraft,
  beginConversation,
  continueConversation,
  receiveInto,
} from './conversation-draft.ts';
import type { IngestInbox, IngestWorld, KnownIdentity } from './ingest-world.ts';
import type { MessageFacts } from '../pipeline/pipeline-step.ts';
import { messageAttachments } from './plan-attachments.ts';
import { smallMetadata } from './small-metadata.ts';

/** What the plan may not make up by itself. */
export type PlanInputs = {
  readonly inbox: IngestInbox;
  /** Null where messages come over our own API. */
  readonly channel: AnyChannel | null;
  readonly world: IngestWorld;
  readonly now: Date;
  readonly newId: () => string;
  /** The pipeline's first step for a message; null when nothing is to be done behind it. */
  readonly firstStep: (facts: MessageFacts) => string | null;
};

const NAME_CHARS = 200;

const shownName = ({ name }: Identity): string | null =>
  name?.trim().slice(0, NAME_CHARS).toWellFormed() || null;

/** A text that is not absurdly long; else null. */
const shortText = (value: unknown, max: number): string | null =>
  typeof value === 'string' && value !== '' && value.length <= max ? value : null;

/**
 * The rows that a batch of inbound messages makes, worked out in memory: nothing is read or written here, so that the
 * same events always make the same rows whatever the batches were.
 */
export class MessagePlan {
  readonly #inputs: PlanInputs;
  readonly #refs: Map<string, string>;
  readonly #identities: Map<string, KnownIdentity>;
  readonly #drafts = new Map<string, ConversationDraft>();
  readonly contacts: ReturnType<MessagePlan['newContact']>[] = [];
  readonly identities: ReturnType<MessagePlan['newIdentity']>[] = [];
  readonly cards = new Map<string, ReturnType<MessagePlan['newCard']>>();
  readonly messages: ReturnType<MessagePlan['newMessage']>[] = [];
  readonly bodies: { messageId: string; organizationId: string; text: string }[] = [];
  readonly refs: {
    inboxId: string;
    externalId: string;
    organizationId: string;
    messageId: string;
  }[] = [];
  readonly attachments: ReturnType<typeof messageAttachments> = [];
  readonly steps: {
    messageId: string;
    organizationId: string;
    conversationId: string;
    step: string;
  }[] = [];
  /** Customers whose vendor calls them something new. */
  readonly renamed = new Map<
    string,
    { readonly identity: KnownIdentity; readonly displayName: string }
  >();
  /** Contacts that wrote, for "last message" in their list. */
  readonly contactIds = new Set<string>();

  constructor(inputs: PlanInputs) {
    this.#inputs = inputs;
    this.#refs = new Map(inputs.world.refs);
    this.#identities = new Map(inputs.world.identities);
  }

  /** The conversations that the messages went into, with what they are now. */
  get conversations(): ConversationDraft[] {
    return [...this.#drafts.values()];
  }

  /** Adds a message in effect order. One that is stored already, or came before in this batch, is left out. */
  add(event: MessageEvent): void {
    if (this.#refs.has(event.externalId)) return;
    const identity = this.#identityOf(event.identity, event.metadata['visitor']);
    const draft = this.#draftOf(identity);
    const place = receiveInto(draft, {
      type: event.messageType,
      preview: messagePreview(event.messageType, event.text),
      sentAt: event.sentAt === null ? null : new Date(event.sentAt),
      now: this.#inputs.now,
      newId: this.#inputs.newId,
    });
    const message = this.newMessage(event, draft, place);
    this.messages.push(message);
    this.contactIds.add(identity.contactId);
    this.#refs.set(event.externalId, message.id);
    this.#addBeside(event, message, draft, place.reopened);
  }

  #addBeside(
    event: MessageEvent,
    message: ReturnType<MessagePlan['newMessage']>,
    draft: ConversationDraft,
    reopened: boolean,
  ): void {
    const { inbox, firstStep } = this.#inputs;
    const { organizationId } = inbox;
    this.refs.push({
      inboxId: inbox.id,
      externalId: event.externalId,
      organizationId,
      messageId: message.id,
    });
    if (message.truncated)
      this.bodies.push({ messageId: message.id, organizationId, text: event.text });
    this.attachments.push(...messageAttachments(event, { ...this.#inputs, message }));
    const step = firstStep({
      type: event.messageType,
      reopened,
      assigned: draft.assigneeId !== null,
      spam: draft.status === 'SPAM',
    });
    if (step !== null)
      this.steps.push({ messageId: message.id, organizationId, conversationId: draft.id, step });
  }

  newMessage(
    event: MessageEvent,
    draft: ConversationDraft,
    place: { number: number; late: boolean },
  ) {
    const { inbox, now, newId } = this.#inputs;
    return {
      id: newId(),
      organizationId: inbox.organizationId,
      scopeId: inbox.id,
      conversationId: draft.id,
      number: place.number,
      episode: draft.episode,
      direction: 'INBOUND' as const,
      type: event.messageType,
      ...syncedText(event.text),
      status: 'RECEIVED' as const,
      authorKind: 'CUSTOMER' as const,
      authorId: null,
      replyToId: event.replyTo === null ? null : (this.#refs.get(event.replyTo) ?? null),
      vendorAt: event.sentAt === null ? null : new Date(event.sentAt),
      seenUpTo: null,
      metadata: smallMetadata(place.late ? { ...event.metadata, late: true } : event.metadata),
      createdAt: now,
    };
  }

  #draftOf(identity: KnownIdentity): ConversationDraft {
    const known = this.#drafts.get(identity.id);
    if (known) return known;
    const { inbox, world, now, newId } = this.#inputs;
    const card = this.newCard(identity);
    const stored = world.conversations.get(identity.id);
    if (!stored) this.cards.set(card.id, card);
    const draft = stored
      ? continueConversation(stored, inbox)
      : beginConversation(
          { id: newId(), identityId: identity.id, cardId: card.id },
          inbox,
          now,
          newId,
        );
    this.#drafts.set(identity.id, draft);
    return draft;
  }

  /** Finds the customer by any of the keys that the vendor gives, and remembers those that are new. */
  #identityOf(given: Identity, visitor: Json | undefined): KnownIdentity {
    const keys = [given.key, ...given.aliases];
    const found = keys.map((key) => this.#identities.get(key)).find((one) => one !== undefined);
    const identity = found ?? this.#newCustomer(given, visitor);
    const displayName = shownName(given);
    if (found && displayName !== null && displayName !== found.displayName) {
      this.renamed.set(found.id, { identity: found, displayName });
    }
    for (const key of keys) {
      if (this.#identities.has(key)) continue;
      this.#identities.set(key, identity);
      this.identities.push({
        ...this.newIdentity(given, identity.contactId),
        key,
        aliasOf: identity.id,
      });
    }
    return identity;
  }

  #newCustomer(given: Identity, visitor: Json | undefined): KnownIdentity {
    const contact = this.newContact(given, visitor);
    const identity = this.newIdentity(given, contact.id);
    this.contacts.push(contact);
    this.identities.push(identity);
    const known = { ...contact, ...identity, timezone: null, blocked: false };
    this.#identities.set(given.key, known);
    return known;
  }

  newContact(given: Identity, visitor: Json | undefined) {
    const { inbox, newId } = this.#inputs;
    const about = fields(visitor);
    const name = shownName(given) ?? given.phone ?? NAMELESS;
    return {
      id: newId(),
      organizationId: inbox.organizationId,
      name,
      phone: given.phone,
      email: shortText(about['email'], 254),
      language: shortText(about['language'], 35),
    };
  }

  newIdentity(given: Identity, contactId: string) {
    const { inbox, newId } = this.#inputs;
    return {
      id: newId(),
      organizationId: inbox.organizationId,
      channel: inbox.channel,
      key: given.key,
      contactId,
      displayName: shownName(given),
      phone: given.phone,
      aliasOf: null as string | null,
    };
  }

  newCard(identity: KnownIdentity) {
    const { inbox } = this.#inputs;
    const { contactId, name, phone, email, language, timezone, blocked } = identity;
    return {
      id: associationId(inbox.id, contactId),
      organizationId: inbox.organizationId,
      scopeId: inbox.id,
      inboxId: inbox.id,
      contactId,
      name,
      phone,
      email,
      language,
      timezone,
      blocked,
    };
  }
}
