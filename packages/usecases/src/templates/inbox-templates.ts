import { channelOf } from '@frontdesk/channels/registry';
import type { AnyChannel, FoundTemplates } from '@frontdesk/connector-kit/channel';
import { runHttp } from '@frontdesk/connector-kit/http-runner';
import type { MessageTemplate } from '@frontdesk/core/message-template';
import type { InboxDeps } from '../inboxes/create-inbox.ts';
import { type InboxAccess, openInboxAccess } from '../inboxes/inbox-access.ts';
import { type KnownTemplates, knownTemplates } from './known-templates.ts';

/** Approval takes hours, and Meta counts these calls: what was listed is good for this long. */
const FRESH_MS = 15 * 60_000;
const ANSWER_MS = 8_000;
/** Meta keeps 250 templates of a small account and 6,000 of a large one; nobody picks from more than these. */
const MOST_PAGES = 10;

export type InboxTemplates = KnownTemplates & {
  /** Why they could not be listed now, in plain words; what is known from before is given with it. */
  readonly problem: string | null;
};

type Asked = { readonly organizationId: string; readonly inboxId: string };

/** The templates that this inbox's vendor has approved. Asks the vendor when what is known is old, or with `refresh`. */
export async function readInboxTemplates(
  deps: InboxDeps,
  { organizationId, inboxId }: Asked,
  refresh: boolean,
): Promise<InboxTemplates> {
  const { known, channel, access } = await deps.db.asWorker(async (tx) => {
    const inbox = await tx.inbox.findFirst({
      where: { id: inboxId, organizationId },
      select: { channel: true },
    });
    const of = inbox && channelOf(inbox.channel);
    return {
      known: await knownTemplates(tx, inboxId),
      channel: of,
      access: of && (await openInboxAccess(tx, deps.sealing, of, inboxId)),
    };
  });
  const isFresh = known.fetchedAt !== null && Date.now() - known.fetchedAt.getTime() < FRESH_MS;
  if ((isFresh && !refresh) || !channel || !access || !hasTemplates(channel))
    return { ...known, problem: null };
  const listed = await list(deps, channel, access);
  if (!listed.ok) return { ...known, problem: listed.why };
  const { templates, others } = listed;
  const row = { templates: JSON.parse(JSON.stringify(templates)), others, fetchedAt: new Date() };
  await deps.db.asWorker((tx) =>
    tx.inboxTemplates.upsert({
      where: { inboxId },
      create: { inboxId, organizationId, ...row },
      update: row,
    }),
  );
  return { templates, others, fetchedAt: row.fetchedAt, problem: null };
}

const hasTemplates = ({ outbound }: AnyChannel): boolean =>
  outbound.delivery === 'http' && outbound.templates !== null;

type Listed =
  | { readonly ok: true; readonly templates: MessageTemplate[]; readonly others: number }
  | { readonly ok: false; readonly why: string };

async function list(deps: InboxDeps, channel: AnyChannel, access: InboxAccess): Promise<Listed> {
  const templates: MessageTemplate[] = [];
  let [others, after]: [number, string | null] = [0, null];
  for (let page = 0; page < MOST_PAGES; page++) {
    const found: FoundTemplates = await askFor(deps, channel, { ...access, after });
    if (!found.ok) return found;
    templates.push(...found.templates);
    others += found.others;
    after = found.after;
    if (after === null) break;
  }
  return { ok: true, templates, others };
}

async function askFor(
  { settings }: InboxDeps,
  { outbound }: AnyChannel,
  { creds, baseUrl, after }: InboxAccess & { readonly after: string | null },
): Promise<FoundTemplates> {
  if (outbound.delivery !== 'http' || outbound.templates === null)
    return { ok: false, why: 'This channel has no templates.' };
  const prepared = outbound.templates.request(after, creds, baseUrl);
  if (!prepared.ok) return { ok: false, why: prepared.error.why };
  const ran = await runHttp(prepared.request, {
    allowPrivateNetwork: settings.allowPrivateNetwork,
    timeoutMs: ANSWER_MS,
  });
  return ran.ok
    ? outbound.templates.read(ran.response)
    : { ok: false, why: 'The vendor could not be reached. Try again in a moment.' };
}
