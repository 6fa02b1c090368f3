import { associationId, newId } from '@frontdesk/core/ids';
import type { Priority, ConversationStatus, TimelineEventKind } from '@frontdesk/core/entities';
import type { Tx } from '@frontdesk/db/client';
import { directly } from '@frontdesk/db/directly';
import { together } from '@frontdesk/db/together';
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
    await together(this.#saveRow(), this.#saveEvents(), this.#saveEpisode());
  }

  async #saveRow(): Promise<void> {
    const fields = { ...this.#fields, lastNumber: this.#lastNumber };
    const set = Object.keys(fields).map((field, at) => `${columnOf(field)} = $${at + 2}`);
    await directly(this.#tx).executeText(
      `update conversations set ${set.join(', ')} where id = $1::uuid`,
      [this.#conversation.id, ...Object.values(fields)],
    );
  }

  async #saveEvents(): Promise<void> {
    if (this.#events.length === 0) return;
    const { id, organizationId, inboxId } = this.#conversation;
    const { kind, userId } = this.#author;
    await directly(this.#tx).execute`
      insert into timeline_events
        (id, organization_id, scope_id, conversation_id, number, kind, actor_kind, actor_id, data)
      select e.id, ${organizationId}::uuid, ${inboxId}::uuid, ${id}::uuid, e.number, e.kind, ${kind}, ${userId}::uuid, e.data
      from jsonb_to_recordset(${JSON.stringify(this.#events)}::jsonb) e (id uuid, number int, kind text, data jsonb)`;
  }

  async #saveEpisode(): Promise<void> {
    if (!this.#openedAt) return;
    const { id, organizationId } = this.#conversation;
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

const columnOf = (field: string): string =>
  field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
