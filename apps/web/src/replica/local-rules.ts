import { contactText } from '@frontdesk/core/contact-search';
import type { Entities, EntityName } from '@frontdesk/core/entity-registry';
import type { LocalRules, SearchText } from '@frontdesk/sync/store/local-rules';
import type { ReplicaRow } from '@frontdesk/sync/store/rows';
import { needsPerson, waitsForApproval } from './row-states.ts';

/** What search finds by: each of these is searched and listed for itself. */
type SearchKind = 'message' | 'contact';

type Rules<E extends EntityName> = {
  readonly group?: (row: Entities[E]) => string;
  readonly hot?: (row: Entities[E]) => boolean;
  readonly search?: (row: Entities[E]) => SearchText & { readonly kind: SearchKind };
};

const conversationOf = (row: { readonly conversationId: string }): string => row.conversationId;

/**
 * What is said in a conversation is in memory while somebody looks at it. Heads, cards, tags and people are always there,
 * and so is what lists and counts over all conversations show: sends that need a person, runs that wait for a yes.
 */
const RULES: { readonly [E in EntityName]?: Rules<E> } = {
  messages: {
    group: conversationOf,
    hot: needsPerson,
    // As the server orders: by id, which grows with time.
    search: ({ id, text }) => ({ kind: 'message', text, at: id }),
  },
  notes: { group: conversationOf },
  timeline_events: { group: conversationOf },
  attachments: { group: conversationOf },
  classifications: { group: conversationOf },
  sop_runs: { group: conversationOf, hot: waitsForApproval },
  sop_run_steps: { group: conversationOf },
  contact_cards: {
    search: (card) => ({ kind: 'contact', text: contactText(card), at: card.contactId }),
  },
};

// Under the name of an entity stand its rows only.
const rulesOf = (entity: string) =>
  (RULES as Readonly<Record<string, Rules<never> | undefined>>)[entity];

/** How the replica is kept in this browser: the page, the engine and the store go by the same rules. */
export const LOCAL_RULES: LocalRules = {
  groupOf: (entity, row) => rulesOf(entity)?.group?.(row as never) ?? null,
  isHot: (entity, row: ReplicaRow) => rulesOf(entity)?.hot?.(row as never) ?? false,
  searchOf(entity, row) {
    const found = rulesOf(entity)?.search?.(row as never) ?? null;
    return found === null || found.text === '' ? null : found;
  },
};
