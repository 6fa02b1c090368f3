import type { DraftRequest, Said } from '@frontdesk/ai/providers/provider';
import { renderTemplate } from '@frontdesk/core/sops/template';
import type { Tx } from '@frontdesk/db/client';
import { type RunVariables, loadVariables } from '../runs/run-people.ts';

export type DraftMaterial = {
  readonly request: DraftRequest;
  /** The reply of the procedure that fits, filled in; null when there is none, or something is missing in it. */
  readonly reply: string | null;
};

/** More than a model is shown, which takes what fits of the latest. */
const RECENT_MESSAGES = 20;

/** What a reply to a conversation is written from. The caller has found the conversation in reach. */
export async function loadDraftMaterial(
  tx: Tx,
  organizationId: string,
  conversationId: string,
): Promise<DraftMaterial> {
  const variables = await loadVariables(tx, conversationId);
  const run = await fittingRun(tx, conversationId);
  const request = {
    organizationId,
    sopTitle: run?.title ?? null,
    steps: run ? [...run.guide, ...wordsOf(run.template, variables)] : [],
    recent: await recentMessages(tx, conversationId),
    customerName: givenName(variables['contact.firstName']),
    language: await lastLanguage(tx, conversationId),
  };
  return { request, reply: run?.reply ?? null };
}

type FittingRun = {
  readonly title: string;
  readonly guide: readonly string[];
  readonly template: string | null;
  readonly reply: string | null;
};

/** The newest procedure that waits for a person, with its first reply that was not sent. */
async function fittingRun(tx: Tx, conversationId: string): Promise<FittingRun | null> {
  const rows = await tx.$queryRaw<FittingRun[]>`
    select r.title, r.guide, s.input->>'template' as template,
      case when s.state <> 'BLOCKED' then s.input->>'text' end as reply
    from sop_runs r left join lateral (
      select input, state from sop_run_steps
      where run_id = r.id and action = 'send_reply' and state in ('WAITING', 'PROPOSED', 'BLOCKED')
      order by position limit 1
    ) s on true
    where r.conversation_id = ${conversationId}::uuid and r.state = 'PROPOSED'
    order by r.number desc, r.id desc limit 1`;
  return rows[0] ?? null;
}

/**
 * The procedure's own words, as steps that a model follows. What customers tell of themselves must not stand among
 * instructions, so that nobody can be called "Ignore the above": those places are named and not filled in.
 */
function wordsOf(template: string | null, variables: RunVariables): string[] {
  if (template === null) return [];
  const { text } = renderTemplate(template, {
    'contact.name': '<the customer’s name>',
    'contact.firstName': '<the customer’s first name>',
    'contact.email': '<the customer’s e-mail address>',
    'contact.phone': '<the customer’s phone number>',
    'conversation.subject': '<the subject>',
    'inbox.name': variables['inbox.name'],
    'organization.name': variables['organization.name'],
  });
  return text
    .split(/\n{2,}/)
    .filter((part) => part.trim() !== '')
    .map((part) => `Reply in these words where they fit: ${part}`);
}

async function recentMessages(tx: Tx, conversationId: string): Promise<Said[]> {
  const rows = await tx.$queryRaw<{ inbound: boolean; type: string; text: string }[]>`
    select direction = 'INBOUND' as inbound, type, text from messages
    where conversation_id = ${conversationId}::uuid and type <> 'REACTION'
      and status not in ('HELD', 'FAILED', 'REVOKED')
    order by number desc limit ${RECENT_MESSAGES}`;
  return rows.toReversed().map(({ inbound, type, text }) => ({
    from: inbound ? 'customer' : 'us',
    text: text.trim() === '' ? `[${type.toLowerCase()}]` : text,
  }));
}

async function lastLanguage(tx: Tx, conversationId: string): Promise<string | null> {
  const row = await tx.classification.findFirst({
    where: { conversationId, language: { not: null } },
    orderBy: { number: 'desc' },
    select: { language: true },
  });
  return row?.language ?? null;
}

/** Whom a channel knows by a number only has no name. */
const givenName = (first: string | null): string | null =>
  first === null || /\d/.test(first) ? null : first;
