import { associationId, newId } from '@frontdesk/core/ids';
import type { Priority, ConversationStatus, TimelineEventKind } from '@frontdesk/core/entities';
import type { Tx } from '@frontdesk/db/client';
import type { LockedConversation } from './lock-conversation.ts';

/** Who stands behind a change, as a timeline shows it. */
export type Author = {
  readonly kind: 'USER' | 'API' | 'AI' | 'SYSTEM' | 'CUSTOMER';
  readonly userId: string | null;
};

type Fields = {
  status?: ConversationStatus;
  priority?: Priority;
  snoozedUntil?: Date | null;
  assigneeId?: string | null;
  teamId?: string | null;
  lastMessageAt?: Date;
  lastMessagePreview?: string;
  lastMessageDirection?: 'OUTBOUND';
  lastMessageAuthorKind?: Author['kind'];
  lastMessageAuthorId?: string | null;
  waitingSince?: Date | null;
  episode?: number;
  resolvedAt?: Date | null;
  intentId?: string | null;
  intentConfidence?: number;
  aiRunId?: string | null;
};

/** Changes of one locked conversation, gathered and written once: its row, its timeline events, its new episode. */
export class ConversationEdit {
  readonly #tx: Tx;
  readonly #conversation: LockedConversation;
  readonly #author: Author;
  readonly #fields: Fields = {};
  readonly #events: { id: string; number: number; kind: TimelineEventKind; data: object }[] = [];
  #lastNumber: number;
  #openedAt: Date | undefined;

  constructor(tx: Tx, conversation: LockedConversation, author: Author) {
    this.#tx = tx;
    this.#conversation = conversation;
    this.#author = author;
    this.#lastNumber = conversation.lastNumber;
  }

  get episode(): number {
    return this.#fields.episode ?? this.#conversation.episode;
  }

  /** The next place in the timeline. */
  takeNumber(): number {
    this.#lastNumber += 1;
    return this.#lastNumber;
  }

  set(fields: Fields): void {
    Object.assign(this.#fields, fields);
  }

  event(kind: TimelineEventKind, data: Readonly<Record<string, unknown>>): void {
    this.#events.push({ id: newId(), number: this.takeNumber(), kind, data });
  }

  /** A message is about to be added: after resolution it opens a new episode, and the conversation again. */
  speak(now: Date): void {
    const { status, frozen } = this.#conversation;
    const finished = status === 'RESOLVED' || status === 'CLOSED';
    if (!finished && !frozen) return;
    this.#openedAt = now;
    this.set({ episode: this.#conversation.episode + 1, resolvedAt: null });
    if (!finished) return;
    this.set({ status: 'OPEN' });
    this.event('reopened', { episode: this.episode });
  }

  async save(): Promise<void> {
    const { id, organizationId, inboxId } = this.#conversation;
    await this.#tx.conversation.update({
      where: { id },
      data: { ...this.#fields, lastNumber: this.#lastNumber },
      select: { id: true },
    });
    await this.#tx.timelineEvent.createMany({
      data: this.#events.map((event) => ({
        ...event,
        organizationId,
        scopeId: inboxId,
        conversationId: id,
        actorKind: this.#author.kind,
        actorId: this.#author.userId,
      })),
    });
    if (!this.#openedAt) return;
    const number = this.episode;
    await this.#tx.episode.createMany({
      data: [
        {
          id: associationId(id, String(number)),
          organizationId,
          conversationId: id,
          number,
          openedAt: this.#openedAt,
        },
      ],
      skipDuplicates: true,
    });
  }
}
