import type { Desk } from './desk.ts';
import type { Rights } from '@frontdesk/core/roles';
import { importIntents } from '../reading/import-intents.ts';
import type { Actor } from '../mutation-handler.ts';

const OWNER: Rights = { role: 'OWNER', inboxIds: new Set() };

/** Gives an organization intents with their examples, and trains its reader. Returns the intents' ids by name. */
export async function teach(
  desk: Desk,
  intents: Readonly<Record<string, readonly string[]>>,
  organizationId = desk.organizationId,
): Promise<ReadonlyMap<string, string>> {
  const actor: Actor = { kind: 'SYSTEM', organizationId, userId: null, membershipId: null };
  const rows = Object.entries(intents).flatMap(([name, texts], at) =>
    texts.map((text) => ({
      row: at + 1,
      name: { field: 'name', value: name },
      text: { field: 'text', value: text },
    })),
  );
  const imported = await importIntents(desk.deps, { actor, rights: OWNER }, rows);
  if (!imported.ok || imported.value.failed > 0) throw new Error('the examples are no good');
  await desk.runLane('train-reader', organizationId);
  const found = await desk.deps.db.asWorker((tx) =>
    tx.intent.findMany({ where: { organizationId }, select: { id: true, name: true } }),
  );
  return new Map(found.map(({ id, name }) => [name, id]));
}

/** Three things that customers of a golf club want. */
export const CLUB_INTENTS = {
  password_reset: [
    'I forgot my password',
    'I need to reset my password',
    'My password does not work any more',
    'How do I get a new password?',
    'Please send me a link to reset my password',
    'I cannot log in, I think my password is wrong',
    'I am locked out of my account',
    'The login says wrong password',
  ],
  opening_hours: [
    'When do you open tomorrow?',
    'What are your opening hours?',
    'Are you open on Sunday?',
    'How late are you open tonight?',
    'What time do you close on Fridays?',
    'Are you open on public holidays?',
    'Until when can I come in the evening?',
    'Opening times please',
  ],
  refund_request: [
    'I want my money back',
    'Please refund my booking',
    'How do I get a refund?',
    'You charged me twice, please refund one',
    'I was double charged and want the money back',
    'Can I be refunded for the bay I could not use?',
    'I cancelled, where is my refund?',
    'Refund my last payment please',
  ],
} as const;
