import { channelOf } from '@frontdesk/channels/registry';
import { type Outcome, done, refuse } from '@frontdesk/core/errors';
import { newId } from '@frontdesk/core/ids';
import type { VisitorAuth } from '@frontdesk/core/visitor-protocol';
import { VISITOR_TOKEN_PATTERN } from '@frontdesk/core/visitor-schemas';
import type { Tx } from '@frontdesk/db/client';
import { newSecret, sha256 } from '../auth/secret-token.ts';
import type { Deps } from '../deps.ts';

/** A web-chat visitor's browser. */
export type Visitor = {
  readonly id: string;
  readonly organizationId: string;
  readonly inboxId: string;
  /** The channel identity's key: what conversations and files of the visitor are found by. */
  readonly identityKey: string;
  readonly name: string | null;
  readonly email: string | null;
};

export type OpenedVisitor = {
  readonly visitor: Visitor;
  readonly token: string;
  readonly inboxName: string;
};

/** How often the last visit is written down. */
const SEEN_EVERY_MS = 60_000;

/**
 * Whose browser opens the chat of an inbox: the one that its token names, else a new one with a token of its own.
 * NOT_FOUND when there is no such chat (any more). Rejects when the database is away.
 */
export async function openVisitor(
  { db, now }: Pick<Deps, 'db' | 'now'>,
  auth: VisitorAuth,
): Promise<Outcome<OpenedVisitor>> {
  return db.asWorker(async (tx) => {
    const inbox = await tx.inbox.findFirst({
      where: { id: auth.inboxId, archivedAt: null },
      select: { id: true, organizationId: true, name: true, channel: true },
    });
    if (!inbox || channelOf(inbox.channel)?.outbound.delivery !== 'visitor-socket') return NO_CHAT;
    const { organizationId } = inbox;
    const isOpen = await tx.organization.count({ where: { id: organizationId, deletedAt: null } });
    if (isOpen === 0) return NO_CHAT;
    const known = auth.visitorToken === undefined ? null : await byToken(tx, auth.visitorToken);
    if (auth.visitorToken !== undefined && known?.inboxId === inbox.id) {
      const visitor = await greet(tx, known, auth, now());
      return done({ visitor, token: auth.visitorToken, inboxName: inbox.name });
    }
    const token = newSecret();
    const { name = null, email = null } = auth;
    const visitor: Visitor = {
      id: newId(),
      organizationId,
      inboxId: inbox.id,
      identityKey: newId(),
      name,
      email,
    };
    await tx.visitor.create({ data: { ...visitor, tokenHash: sha256(token), lastSeenAt: now() } });
    return done({ visitor, token, inboxName: inbox.name });
  });
}

/** Who a visitor token stands for; null for one that nobody was given. */
export async function findVisitor(
  { db }: Pick<Deps, 'db'>,
  token: string,
): Promise<Visitor | null> {
  if (!VISITOR_TOKEN_PATTERN.test(token)) return null;
  return db.asWorker((tx) => byToken(tx, token));
}

const COLUMNS = {
  id: true,
  organizationId: true,
  inboxId: true,
  identityKey: true,
  name: true,
  email: true,
  lastSeenAt: true,
} as const;

type Row = Visitor & { readonly lastSeenAt: Date };

const byToken = (tx: Tx, token: string): Promise<Row | null> =>
  tx.visitor.findUnique({ where: { tokenHash: sha256(token) }, select: COLUMNS });

async function greet(tx: Tx, known: Row, auth: VisitorAuth, now: Date): Promise<Visitor> {
  const { lastSeenAt, ...visitor } = known;
  const name = auth.name ?? visitor.name;
  const email = auth.email ?? visitor.email;
  const isNews = name !== visitor.name || email !== visitor.email;
  if (isNews || now.getTime() - lastSeenAt.getTime() > SEEN_EVERY_MS) {
    await tx.visitor.update({ where: { id: visitor.id }, data: { name, email, lastSeenAt: now } });
  }
  return { ...visitor, name, email };
}

const NO_CHAT = refuse('NOT_FOUND', 'This chat is not available.');
