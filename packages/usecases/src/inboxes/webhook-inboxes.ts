import { channelOf } from '@frontdesk/channels/registry';
import type { AnyChannel, RawDelivery, Verdict } from '@frontdesk/connector-kit/channel';
import { isUuid } from '@frontdesk/core/ids';
import type { Deps } from '../deps.ts';
import { openCredentials } from './inbox-access.ts';

/** Whose a webhook is. */
export type WebhookInbox = { readonly organizationId: string; readonly inboxId: string };

export type WebhookRouting =
  /** Proven; store one delivery for each. */
  | { readonly kind: 'deliver'; readonly inboxes: readonly WebhookInbox[] }
  /** 401. `inboxes`: those that it claimed to be for, for the audit log. */
  | {
      readonly kind: 'unauthorized';
      readonly reason: string;
      readonly inboxes: readonly WebhookInbox[];
    }
  /** 404 */
  | { readonly kind: 'unknown' };

type Known = WebhookInbox & { readonly creds: Readonly<Record<string, unknown>> };

type Row = WebhookInbox & { readonly sealed: Uint8Array };

/** New credentials count from then on at the latest; a webhook does not wait for a query before its signature is checked. */
const KEEP_MS = 5_000;
const KEEP_MOST = 10_000;

/** Finds the inboxes that a webhook is for and proves that their vendor sent it. */
export class WebhookInboxes {
  readonly #deps: Pick<Deps, 'db' | 'sealing' | 'now'>;
  readonly #kept = new Map<string, { readonly known: readonly Known[]; readonly until: number }>();

  constructor(deps: Pick<Deps, 'db' | 'sealing' | 'now'>) {
    this.#deps = deps;
  }

  /** On an inbox's own path. */
  async routeOwn(kind: string, inboxId: string, raw: RawDelivery): Promise<WebhookRouting> {
    const channel = channelOf(kind);
    const known = channel ? await this.#byInbox(kind, inboxId) : [];
    return channel ? this.#verify(channel, known, raw) : { kind: 'unknown' };
  }

  /**
   * On the channel's shared path: by the accounts that the payload names, each proven by its own secret. A payload that
   * names none, or cannot be read, is tried against all secrets of the channel.
   */
  async routeShared(kind: string, raw: RawDelivery): Promise<WebhookRouting> {
    const channel = channelOf(kind);
    if (!channel) return { kind: 'unknown' };
    const accounts = channel.accounts(raw);
    if (accounts === null || accounts.length === 0) return this.#verifyAny(channel, raw);
    return this.#verify(channel, await this.#byAccounts(kind, accounts), raw);
  }

  /** The answer to a GET that proves that the endpoint is ours; null refuses it (403). */
  async handshake(
    kind: string,
    query: Readonly<Record<string, string>>,
    inboxId?: string,
  ): Promise<string | null> {
    const channel = channelOf(kind);
    if (!channel) return null;
    const known =
      inboxId === undefined ? await this.#all(kind) : await this.#byInbox(kind, inboxId);
    for (const { creds } of known) {
      const answer = channel.handshake(query, creds);
      if (answer !== null) return answer;
    }
    return null;
  }

  #verify(channel: AnyChannel, known: readonly Known[], raw: RawDelivery): WebhookRouting {
    if (known.length === 0) return { kind: 'unknown' };
    const verdicts = known.map((one) => ({ one, verdict: this.#verdict(channel, one, raw) }));
    const proven = verdicts.filter(({ verdict }) => verdict.ok).map(({ one }) => whose(one));
    if (proven.length > 0) return { kind: 'deliver', inboxes: proven };
    const [first] = verdicts;
    const reason = first && !first.verdict.ok ? first.verdict.reason : 'bad-signature';
    return { kind: 'unauthorized', reason, inboxes: known.map(whose) };
  }

  /** Nothing says whose it is, so the oldest inbox with that secret keeps it, where it is shown as unparsed. */
  async #verifyAny(channel: AnyChannel, raw: RawDelivery): Promise<WebhookRouting> {
    const known = await this.#all(channel.kind);
    const proven = known.find((one) => this.#verdict(channel, one, raw).ok);
    if (proven) return { kind: 'deliver', inboxes: [whose(proven)] };
    return { kind: 'unauthorized', reason: 'bad-signature', inboxes: [] };
  }

  #verdict(channel: AnyChannel, { creds }: Known, raw: RawDelivery): Verdict {
    return channel.verify(raw, creds, this.#deps.now().getTime());
  }

  #byInbox(kind: string, inboxId: string): Promise<readonly Known[]> {
    if (!isUuid(inboxId)) return Promise.resolve([]);
    return this.#keep(`inbox ${kind} ${inboxId}`, () =>
      this.#deps.db.asWorker(
        (tx) => tx.$queryRaw<Row[]>`
        select organization_id as "organizationId", inbox_id as "inboxId", sealed from inbox_credentials
        where channel = ${kind} and inbox_id = ${inboxId}::uuid`,
      ),
    );
  }

  /** One query for all of them: who names them has proved nothing yet, and a body has room for thousands. */
  async #byAccounts(kind: string, accounts: readonly string[]): Promise<readonly Known[]> {
    const keyOf = (account: string): string => `account ${kind} ${account}`;
    const looked = accounts.map((account) => ({ account, kept: this.#keptUnder(keyOf(account)) }));
    const kept = looked.flatMap((one) => one.kept ?? []);
    const missing = looked.filter((one) => !one.kept).map(({ account }) => account);
    if (missing.length === 0) return kept;
    const rows = await this.#deps.db.asWorker(
      (tx) => tx.$queryRaw<(Row & { accountId: string })[]>`
      select organization_id as "organizationId", inbox_id as "inboxId", sealed, account_id as "accountId"
      from inbox_credentials where channel = ${kind} and account_id = any(${missing}::text[])`,
    );
    const read = rows.map((row) => ({ key: keyOf(row.accountId), known: this.#opened(row) }));
    for (const [key, group] of Map.groupBy(read, (one) => one.key)) {
      this.#remember(
        key,
        group.map(({ known }) => known),
      );
    }
    return [...kept, ...read.map(({ known }) => known)];
  }

  #all(kind: string): Promise<readonly Known[]> {
    return this.#keep(`all ${kind}`, () =>
      this.#deps.db.asWorker(
        (tx) => tx.$queryRaw<Row[]>`
        select organization_id as "organizationId", inbox_id as "inboxId", sealed from inbox_credentials
        where channel = ${kind} order by created_at, inbox_id`,
      ),
    );
  }

  async #keep(key: string, read: () => Promise<Row[]>): Promise<readonly Known[]> {
    const kept = this.#keptUnder(key);
    if (kept) return kept;
    const known = (await read()).map((row) => this.#opened(row));
    this.#remember(key, known);
    return known;
  }

  #keptUnder(key: string): readonly Known[] | undefined {
    const kept = this.#kept.get(key);
    return kept && kept.until > this.#deps.now().getTime() ? kept.known : undefined;
  }

  /** Only what is there is kept: a new inbox works at once. */
  #remember(key: string, known: readonly Known[]): void {
    if (this.#kept.size >= KEEP_MOST) this.#kept.clear();
    const until = this.#deps.now().getTime() + KEEP_MS;
    if (known.length > 0) this.#kept.set(key, { known, until });
  }

  #opened({ organizationId, inboxId, sealed }: Row): Known {
    return { organizationId, inboxId, creds: openCredentials(this.#deps.sealing, sealed) };
  }
}

const whose = ({ organizationId, inboxId }: Known): WebhookInbox => ({ organizationId, inboxId });
