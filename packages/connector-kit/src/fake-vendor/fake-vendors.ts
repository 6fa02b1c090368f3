import { randomUUID } from 'node:crypto';
import type { ChannelKind, MessageType } from '@frontdesk/core/entities';
import { must } from '@frontdesk/core/assert';
import type { AnyChannel, ReceiptStatus } from '../channel.ts';
import { messageTypeOfFile } from '../media-type.ts';
import { FaultScript, type Call, type Fault, type Refusal } from './fault-script.ts';
import {
  PhoneJournal,
  type PhoneFile,
  type PhoneItem,
  type ReceivedMessage,
} from './phone-journal.ts';
import {
  ConnectionDropped,
  type AnyProtocol,
  type CustomerSays,
  type FakeAccount,
  type FakeDesk,
} from './protocol.ts';
import { serveFetch, type Listening } from './serve-fetch.ts';
import { WebhookPoster, type Webhook } from './webhook-poster.ts';

type AnyCreds = Parameters<AnyChannel['accountId']>[0];

/** One receipt to come, so long after the message or the receipt before it. The same one twice is a redelivery. */
export type ReceiptStep = { readonly status: ReceiptStatus; readonly afterMs: number };

export type FakeVendorsOptions = {
  readonly protocols: readonly AnyProtocol[];
  /** Where `fetch` is reached, without a slash at its end; `listen` sets it otherwise. */
  readonly origin?: string;
  /** Keeps the journal across restarts. */
  readonly folder?: string;
  readonly now?: () => number;
  readonly receipts?: (message: ReceivedMessage) => readonly ReceiptStep[];
  readonly retryGapsMs?: readonly number[];
};

const RETRY_GAPS_MS = [250, 500, 1_000, 2_000, 4_000, 8_000];

/** Taken and on the phone within a moment; read only when somebody opens it ({@link FakeVendors.customerReads}). */
const DEFAULT_RECEIPTS: readonly ReceiptStep[] = [
  { status: 'sent', afterMs: 20 },
  { status: 'delivered', afterMs: 100 },
];

export type Connection = {
  readonly kind: ChannelKind;
  readonly creds: AnyCreds;
  readonly webhookUrl: string;
  readonly address?: string;
};

/**
 * The vendors of all channels on one origin, `/<kind>/…`, speaking their real protocols: their APIs for us, their
 * customers' phones for the demo and the tests, and their webhooks, signed, towards us.
 */
export class FakeVendors {
  readonly faults = new FaultScript();
  readonly #options: FakeVendorsOptions;
  readonly #now: () => number;
  readonly #journal: PhoneJournal;
  readonly #poster: WebhookPoster;
  readonly #accounts = new Map<string, FakeAccount<AnyCreds>>();
  readonly #hosted = new Map<string, PhoneFile>();
  readonly #listeners = new Set<
    (change: { kind: ChannelKind; accountId: string; customer: string }) => void
  >();
  readonly #closing = new AbortController();
  #origin: string;

  constructor(options: FakeVendorsOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
    this.#journal = new PhoneJournal(options.folder ?? null);
    this.#poster = new WebhookPoster({
      now: this.#now,
      retryGapsMs: options.retryGapsMs ?? RETRY_GAPS_MS,
    });
    this.#origin = options.origin ?? 'http://fake-vendors.invalid';
  }

  /** The base URL for inboxes of this channel. */
  baseUrl(kind: ChannelKind): string {
    return `${this.#origin}/${kind}`;
  }

  /** Makes an inbox known to its vendor; again to change its webhook. Returns the account id. */
  connect({ kind, creds, webhookUrl, address }: Connection): string {
    const accountId = this.#protocol(kind).channel.accountId(creds);
    this.#accounts.set(`${kind}/${accountId}`, {
      accountId,
      creds,
      webhookUrl,
      address: address ?? '+15550100009',
    });
    return accountId;
  }

  /** Answers `/<kind>/…`. Rejects with {@link ConnectionDropped} where the connection is to end without an answer. */
  async fetch(request: Request): Promise<Response> {
    const [, kind = '', ...rest] = new URL(request.url).pathname.split('/');
    const protocol = this.#options.protocols.find((one) => one.channel.kind === kind);
    if (protocol === undefined) return new Response('no such vendor', { status: 404 });
    return protocol.answer(request, `/${rest.join('/')}`, this.#desk(protocol, request.signal));
  }

  /** Serves on a port of its own, for tests. */
  async listen(port = 0): Promise<Listening> {
    const listening = await serveFetch((request) => this.fetch(request), port);
    this.#origin = listening.url;
    return listening;
  }

  /** A customer writes: the message stands on the phone and its webhook is on the way. Returns the vendor's id of it. */
  customerSays(kind: ChannelKind, said: CustomerSays): string {
    const protocol = this.#protocol(kind);
    const account = this.#account(kind, said.accountId);
    const desk = this.#desk(protocol, this.#closing.signal);
    const externalId = desk.id(protocol.idPrefix);
    const fileIds = (said.files ?? []).map((file) => {
      const id = file.fileId ?? desk.id('');
      desk.keep(id, file);
      return id;
    });
    const files = fileIds.flatMap((id) => this.#hosted.get(`${kind}/${id}`) ?? []);
    this.#journal.say({
      externalId,
      kind,
      accountId: account.accountId,
      from: said.from,
      name: said.name ?? null,
      type: typeOf(said),
      text: said.reaction ?? said.text ?? '',
      media: files,
      replyTo: said.replyTo ?? null,
      at: this.#now(),
    });
    this.#changed(kind, account.accountId, said.from);
    const webhook = protocol.says({ ...said, externalId, fileIds }, account, desk);
    this.#poster.post(`${kind}/${account.accountId}/${said.from}`, {
      url: account.webhookUrl,
      webhook,
      afterMs: 0,
    });
    return externalId;
  }

  /** The customer opens the conversation: whatever arrived is read. */
  customerReads(kind: ChannelKind, accountId: string, customer: string): void {
    for (const item of this.#journal.thread(kind, accountId, customer)) {
      if (item.direction === 'received' && item.status !== 'read' && item.status !== 'failed')
        this.#report(item, { status: 'read', afterMs: 0 });
    }
  }

  /** A message reached the phone on a channel that has no API: the visitor's socket carried it. */
  receive(kind: ChannelKind, message: Omit<ReceivedMessage, 'kind' | 'at'>): void {
    this.#desk(this.#protocol(kind), this.#closing.signal).accept(message);
  }

  /** What arrived at a customer's phone, or at all of an account's: the judge of "exactly once". */
  received(kind: ChannelKind, accountId: string, to?: string): readonly ReceivedMessage[] {
    return this.#journal.received(kind, accountId, to);
  }

  thread(kind: ChannelKind, accountId: string, customer: string): readonly PhoneItem[] {
    return this.#journal.thread(kind, accountId, customer);
  }

  customers(kind: ChannelKind, accountId: string): readonly string[] {
    return this.#journal.customers(kind, accountId);
  }

  file(sha256: string): Uint8Array | null {
    return this.#journal.file(sha256);
  }

  /** Webhook attempts, the latest thousand. */
  get attempts(): WebhookPoster['attempts'] {
    return this.#poster.attempts;
  }

  /** Calls back whenever a customer's phone changes; returns how to stop. */
  subscribe(
    listener: (change: { kind: ChannelKind; accountId: string; customer: string }) => void,
  ): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Resolves when every webhook so far has been taken. */
  idle(): Promise<void> {
    return this.#poster.idle();
  }

  /** Gives up what is on the way and lets hanging calls go. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#poster.close();
  }

  #protocol(kind: ChannelKind): AnyProtocol {
    return must(
      this.#options.protocols.find((one) => one.channel.kind === kind),
      `fake vendor for ${kind}`,
    );
  }

  #account(kind: ChannelKind, accountId: string): FakeAccount<AnyCreds> {
    return must(
      this.#accounts.get(`${kind}/${accountId}`),
      `account ${accountId} at the fake ${kind}`,
    );
  }

  #changed(kind: ChannelKind, accountId: string, customer: string): void {
    for (const listener of this.#listeners) listener({ kind, accountId, customer });
  }

  #desk(protocol: AnyProtocol, signal: AbortSignal): FakeDesk<AnyCreds> {
    const { kind } = protocol.channel;
    return {
      now: this.#now,
      baseUrl: this.baseUrl(kind),
      account: (accountId) => this.#accounts.get(`${kind}/${accountId}`) ?? null,
      accounts: () =>
        [...this.#accounts].flatMap(([key, account]) =>
          key.startsWith(`${kind}/`) ? [account] : [],
        ),
      id: (prefix) => `${prefix}${randomUUID().replaceAll('-', '')}`,
      accept: (message) => this.#accept({ ...message, kind, at: this.#now() }),
      received: (accountId) => this.#journal.received(kind, accountId),
      keep: (id, { bytes, mime, fileName }) =>
        this.#hosted.set(`${kind}/${id}`, {
          sha256: this.#journal.keepFile(bytes),
          mime,
          fileName,
        }),
      hosted: (id) => {
        const file = this.#hosted.get(`${kind}/${id}`);
        const bytes = file === undefined ? null : this.#journal.file(file.sha256);
        return file === undefined || bytes === null ? null : { ...file, bytes };
      },
      meet: (call, refusal, answer) => this.#meet(call, { signal, refusal, answer }),
    };
  }

  #accept(message: ReceivedMessage): void {
    this.#journal.receive(message);
    this.#changed(message.kind, message.accountId, message.to);
    for (const step of this.#options.receipts?.(message) ?? DEFAULT_RECEIPTS)
      this.#report(message, step);
  }

  /** The phone shows a receipt from the moment that it is given, whether or not the vendor passes it on. */
  #report(message: ReceivedMessage, { status, afterMs }: ReceiptStep): void {
    const { kind, accountId, to } = message;
    const account = this.#accounts.get(`${kind}/${accountId}`);
    const desk = this.#desk(this.#protocol(kind), this.#closing.signal);
    const reports = (at: number): Webhook | null =>
      account === undefined
        ? null
        : this.#protocol(kind).reports({ message, status, at }, account, desk);
    const given = (): void => {
      this.#journal.advance(message.externalId, status);
      this.#changed(kind, accountId, to);
    };
    if (account === undefined || reports(0) === null) return given();
    // Made when it is due, and the same when it has to be repeated.
    let made: Webhook | null = null;
    const webhook: Webhook = (now) => {
      if (made === null) given();
      made ??= must(reports(now), 'webhook of a receipt');
      return made(now);
    };
    this.#poster.post(`${kind}/${accountId}/${to}/receipts`, {
      url: account.webhookUrl,
      webhook,
      afterMs,
    });
  }

  async #meet(
    call: Call,
    work: {
      signal: AbortSignal;
      refusal: (as: Refusal) => Response;
      answer: () => Response | Promise<Response>;
    },
  ): Promise<Response> {
    const fault: Fault | null = this.faults.take(call);
    const until = AbortSignal.any([work.signal, this.#closing.signal]);
    switch (fault?.kind) {
      case undefined:
        return work.answer();
      case 'refuse':
        return work.refusal(fault.as);
      case 'status':
        return new Response(fault.body, { status: fault.status, headers: fault.headers ?? {} });
      case 'delay':
        await pause(fault.ms, until);
        return work.answer();
      case 'hang':
        await aborted(until);
        throw new ConnectionDropped();
      case 'reset':
        throw new ConnectionDropped();
      case 'lost-answer':
        await work.answer();
        throw new ConnectionDropped();
      case 'hang-after':
        await work.answer();
        await aborted(until);
        throw new ConnectionDropped();
    }
  }
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) =>
    signal.aborted ? resolve() : signal.addEventListener('abort', () => resolve(), { once: true }),
  );

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([
    new Promise((resolve) => (timer = setTimeout(resolve, ms))),
    aborted(signal),
  ]);
  clearTimeout(timer);
}

function typeOf(said: CustomerSays): MessageType {
  if (said.reaction !== undefined) return 'REACTION';
  if (said.location !== undefined) return 'LOCATION';
  const file = said.files?.[0];
  return file === undefined ? 'TEXT' : messageTypeOfFile(file.mime);
}
