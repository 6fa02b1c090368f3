import { type ErrorDetail, type Outcome, done, refuse } from '@frontdesk/core/errors';
import { newId } from '@frontdesk/core/ids';
import { type Rights, can, seesEveryInbox } from '@frontdesk/core/roles';
import type { Tx } from '@frontdesk/db/client';
import { recordAudit } from '../auth/audit-entry.ts';
import { isTaken } from '../execute/failure-class.ts';
import { withRetries } from '../execute/retries.ts';
import { hintCommitted } from '../hints.ts';
import type { Actor, By } from '../mutation-handler.ts';
import { NOT_ALLOWED, notFound, staleRow } from '../mutations/reach.ts';
import { addExamples, countExamples, exampleHash, foldedExample, lockIntents } from './examples.ts';
import { checkDescription, checkName, checkText, isProblem } from './import-rows.ts';
import { type IntentDeps, MAX_INTENTS } from './intent-deps.ts';
import { wantTraining } from './want-training.ts';

/** One intent as a person writes it down. */
export type IntentForm = {
  readonly name: string;
  readonly description: string;
  readonly examples: readonly string[];
};

export type IntentChange = Partial<IntentForm> & { readonly ifRev?: number | undefined };

/** Of all conversations that had it: there may be many. */
const DELETION_MS = 60_000;

/** Refuses with AUTHORIZATION_ERROR, VALIDATION_ERROR by field, or CONFLICT: the name is taken, or too many. */
export async function createIntent(
  deps: IntentDeps,
  { actor, rights }: By,
  form: IntentForm,
): Promise<Outcome<{ readonly id: string }>> {
  const fields = checkForm(form);
  if (!fields.ok) return fields;
  const { name = '', description = '', examples = [] } = fields.value;
  const { organizationId } = actor;
  return write(deps, { actor, rights }, async (tx) => {
    if ((await tx.intent.count({ where: { organizationId } })) >= MAX_INTENTS)
      return refuse('CONFLICT', `There are ${MAX_INTENTS} intents already. Delete one first.`);
    const id = newId();
    const scope = { organizationId, scopeId: organizationId };
    await tx.intent.create({ data: { id, ...scope, name, description } });
    await addExamples(tx, organizationId, examplesOf(id, examples));
    await countExamples(tx, organizationId, [id]);
    await wantTraining(tx, organizationId);
    await audit(tx, actor, 'create', id);
    return done({ id });
  });
}

/**
 * Changes what is given; `examples` are all that the caller sees of the intent's. Those of messages in inboxes out of reach
 * stay. Refuses as {@link createIntent} does, with NOT_FOUND, or with CONFLICT where `ifRev` is not the row's.
 */
export async function updateIntent(
  deps: IntentDeps,
  { actor, rights }: By,
  id: string,
  { ifRev, ...form }: IntentChange,
): Promise<Outcome<null>> {
  const fields = checkForm(form);
  if (!fields.ok) return fields;
  const { examples, ...head } = fields.value;
  const { organizationId } = actor;
  return write(deps, { actor, rights }, async (tx) => {
    await lockIntents(tx, organizationId, [id]);
    const before = await tx.intent.findUnique({ where: { id }, select: { rev: true } });
    if (!before) return notFound('intent');
    const stale = staleRow(before.rev, ifRev);
    if (stale) return stale;
    if (Object.keys(head).length > 0) await tx.intent.update({ where: { id }, data: head });
    if (examples !== undefined) await replaceExamples(tx, { id, organizationId, rights }, examples);
    await audit(tx, actor, 'update', id);
    return done(null);
  });
}

/** Takes it off every conversation, reading and procedure that had it. Refuses with AUTHORIZATION_ERROR or NOT_FOUND. */
export async function deleteIntent(
  deps: IntentDeps,
  { actor, rights }: By,
  id: string,
): Promise<Outcome<null>> {
  const { organizationId } = actor;
  return write(deps, { actor, rights }, async (tx) => {
    // In the order in which everybody takes them: conversations first, then what hangs on them, the intent last.
    const where = { organizationId, intentId: id };
    await tx.conversation.updateMany({ where, data: { intentId: null } });
    await tx.classification.updateMany({ where, data: { intentId: null } });
    const { count } = await tx.intent.deleteMany({ where: { id, organizationId } });
    if (count === 0) return notFound('intent');
    await wantTraining(tx, organizationId);
    await audit(tx, actor, 'delete', id);
    return done(null);
  });
}

/** One transaction of a member who may do it; tried again when another is in the way, refused when a name is taken. */
async function write<T>(
  deps: IntentDeps,
  { actor, rights }: By,
  work: (tx: Tx) => Promise<Outcome<T>>,
): Promise<Outcome<T>> {
  if (!can(rights, 'intent.write')) return NOT_ALLOWED;
  const { organizationId } = actor;
  try {
    const outcome = await withRetries(() =>
      deps.db.withOrg(organizationId, work, { timeout: DELETION_MS }),
    );
    if (outcome.ok) hintCommitted(deps, organizationId);
    return outcome;
  } catch (error) {
    if (!isTaken(error)) throw error;
    const taken = { field: 'name', message: 'Another intent has this name' };
    return refuse('CONFLICT', 'There is an intent of this name.', [taken]);
  }
}

type Checked = { name?: string; description?: string; examples?: readonly string[] };

/** The fields that are there, as they are stored; else what is wrong with each. */
function checkForm(form: Partial<IntentForm>): Outcome<Checked> {
  const details: ErrorDetail[] = [];
  const checked: Checked = {};
  const take = <T extends string | null>(
    field: string,
    value: T | { readonly problem: string },
    set: (value: T) => void,
  ): void => {
    if (isProblem(value)) details.push({ field, message: value.problem });
    else set(value);
  };
  if (form.name !== undefined)
    take('name', checkName(form.name), (name) => void (checked.name = name));
  if (form.description !== undefined)
    take('description', checkDescription(form.description), (text) => {
      checked.description = text ?? '';
    });
  if (form.examples !== undefined) {
    const texts: string[] = [];
    for (const [at, text] of form.examples.entries())
      take(`examples.${at}`, checkText(text), (good) => void texts.push(good));
    checked.examples = texts;
  }
  if (details.length === 0) return done(checked);
  return refuse('VALIDATION_ERROR', 'The intent is not valid.', details);
}

/** Each text once, typed in by hand. */
function examplesOf(intentId: string, texts: readonly string[]) {
  const distinct = new Map(texts.map((text) => [foldedExample(text), text]));
  return [...distinct.values()].map((text) => ({ intentId, text, messageId: null }));
}

type Place = { readonly id: string; readonly organizationId: string; readonly rights: Rights };

async function replaceExamples(
  tx: Tx,
  { id, organizationId, rights }: Place,
  texts: readonly string[],
): Promise<void> {
  const kept = texts.map(exampleHash);
  await tx.$executeRaw`
    delete from intent_examples e where e.organization_id = ${organizationId}::uuid and e.intent_id = ${id}::uuid
      and not e.text_hash = any(${kept}::bytea[])
      and (e.message_id is null or ${seesEveryInbox(rights)} or exists (select from messages m
        where m.id = e.message_id and m.scope_id = any(${[...rights.inboxIds]}::uuid[])))`;
  await addExamples(tx, organizationId, examplesOf(id, texts));
  await countExamples(tx, organizationId, [id]);
  await wantTraining(tx, organizationId);
}

const audit = (tx: Tx, actor: Actor, verb: string, resourceId: string): Promise<void> => {
  const { organizationId, userId } = actor;
  const entry = { organizationId, userId, action: `intent.${verb}`, resource: 'intent' };
  return recordAudit(tx, { ...entry, resourceId }, actor);
};
