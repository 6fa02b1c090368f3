import type { Reading } from '@frontdesk/ai/reader/reader';
import { type Outcome, done } from '@frontdesk/core/errors';
import { type Rights, can } from '@frontdesk/core/roles';
import { NOT_ALLOWED } from '../mutations/reach.ts';
import { type ReadingDeps, type TextReading, readText } from './read-text.ts';

/** A text as it would be read if a customer wrote it; intents by name. `ms`: what the reading itself took. */
export type Classified = Reading & Pick<TextReading, 'provider' | 'ms'>;

/** Reads a text without keeping anything of it. Refuses with AUTHORIZATION_ERROR; rejects when the database is away. */
export async function classify(
  deps: ReadingDeps,
  rights: Rights,
  { organizationId, text }: { readonly organizationId: string; readonly text: string },
): Promise<Outcome<Classified>> {
  if (!can(rights, 'ai.use')) return NOT_ALLOWED;
  const reading = await readText(deps, { organizationId, text, messageId: null });
  const { intentId, alternatives, ...rest } = reading;
  const ids = [intentId, ...alternatives.map((one) => one.intentId)].filter((id) => id !== null);
  const rows = await deps.db.withOrg(organizationId, (tx) =>
    tx.intent.findMany({
      where: { organizationId, id: { in: ids } },
      select: { id: true, name: true },
    }),
  );
  const names = new Map(rows.map(({ id, name }) => [id, name]));
  const named = alternatives.flatMap((one) => {
    const name = names.get(one.intentId);
    return name === undefined ? [] : [{ intent: name, confidence: one.confidence }];
  });
  const sure = intentId === null ? undefined : names.get(intentId);
  if (sure !== undefined)
    return done({ ...rest, unsure: false, intent: sure, alternatives: named });
  const [guess, ...others] = named;
  return guess?.confidence === rest.confidence
    ? done({ ...rest, unsure: true, intent: guess.intent, alternatives: others })
    : done({ ...rest, unsure: true, intent: null, alternatives: named });
}
