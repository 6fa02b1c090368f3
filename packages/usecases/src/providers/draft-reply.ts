import type { DraftEvent } from '@frontdesk/ai/providers/provider';
import { type Outcome, done } from '@frontdesk/core/errors';
import { can } from '@frontdesk/core/roles';
import { BUILT_IN_READER } from '@frontdesk/core/sops/built-in-reader';
import type { Member } from '../auth/rights.ts';
import { NOT_ALLOWED, notFound } from '../mutations/reach.ts';
import { visible } from '../queries/visible.ts';
import { type AiDeps, askedProviders } from './asked-providers.ts';
import { type DraftMaterial, loadDraftMaterial } from './draft-material.ts';

/** A model's draft, or the procedure's own words from our own hand. A `none` says in words what to do instead. */
export type ReplyDraftEvent =
  | DraftEvent
  | {
      readonly kind: 'start' | 'end';
      readonly provider: typeof BUILT_IN_READER;
      readonly providerId: null;
    };

/**
 * Drafts a reply for a person to look at and send. Refuses with NOT_FOUND or AUTHORIZATION_ERROR; else the draft comes in
 * pieces and ends with `end` or `none`, or without either once `signal` aborts. Nothing is asked before the first piece is.
 */
export async function draftReply(
  deps: AiDeps,
  { organizationId, rights }: Member,
  conversationId: string,
  signal: AbortSignal,
): Promise<Outcome<AsyncGenerator<ReplyDraftEvent, void>>> {
  if (!can(rights, 'ai.use')) return NOT_ALLOWED;
  const material = await deps.db.withOrg(organizationId, async (tx) => {
    const where = { id: conversationId, organizationId, ...visible(rights) };
    if ((await tx.conversation.count({ where })) === 0) return null;
    return loadDraftMaterial(tx, organizationId, conversationId);
  });
  return material === null ? notFound('conversation') : done(draft(deps, material, signal));
}

async function* draft(
  deps: AiDeps,
  { request, reply }: DraftMaterial,
  signal: AbortSignal,
): AsyncGenerator<ReplyDraftEvent, void> {
  const asked = await askedProviders(deps, request);
  let failed: string | null = null;
  if (asked !== null) {
    for await (const event of deps.ai.draft(request, asked.providers, asked.spend, signal)) {
      if (event.kind === 'none') failed = event.why;
      else yield event;
    }
    if (failed === null) return;
  }
  if (reply === null) {
    yield { kind: 'none', why: nothingFor(failed) };
    return;
  }
  const by = { provider: BUILT_IN_READER, providerId: null } as const;
  yield { kind: 'start', ...by };
  yield { kind: 'text', delta: reply };
  yield { kind: 'end', ...by };
}

const nothingFor = (failed: string | null): string =>
  failed === null
    ? 'No procedure fits and no AI provider is set up. Write the reply yourself; an admin can add a provider in the settings.'
    : `No procedure fits and no AI provider answered. ${failed} Write the reply yourself, or try again in a moment.`;
