import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ChannelKind, MessageType } from '@frontdesk/core/entities';
import type { ReceiptStatus } from '../channel.ts';
import { receiptAdvances } from '../receipt-order.ts';
import { sha256Hex } from '../signatures.ts';

export type PhoneFile = {
  readonly sha256: string;
  readonly mime: string;
  readonly fileName: string;
};

/** A message that reached the customer's phone. One per accepted send, whether or not its sender got the answer. */
export type ReceivedMessage = {
  readonly externalId: string;
  readonly kind: ChannelKind;
  readonly accountId: string;
  readonly to: string;
  readonly text: string;
  readonly media: PhoneFile | null;
  readonly replyTo: string | null;
  /** The sender's outbox id, where the vendor takes one. */
  readonly correlation: string | null;
  readonly at: number;
};

/** A message that the customer wrote. */
export type SaidMessage = {
  readonly externalId: string;
  readonly kind: ChannelKind;
  readonly accountId: string;
  readonly from: string;
  readonly name: string | null;
  readonly type: MessageType;
  readonly text: string;
  readonly media: readonly PhoneFile[];
  readonly replyTo: string | null;
  readonly at: number;
};

export type PhoneItem =
  | ({ readonly direction: 'received'; readonly status: ReceiptStatus | null } & ReceivedMessage)
  | ({ readonly direction: 'said' } & SaidMessage);

type Entry =
  | { readonly t: 'received'; readonly message: ReceivedMessage }
  | { readonly t: 'said'; readonly message: SaidMessage }
  | { readonly t: 'status'; readonly externalId: string; readonly status: ReceiptStatus };

/**
 * What the customers' phones show. The record of what really arrived is written before any answer goes out, so it is
 * the judge of "sent exactly once". With a folder it survives a restart: one line per entry, files by their checksum.
 */
export class PhoneJournal {
  readonly #folder: string | null;
  readonly #items: (
    | { t: 'received'; message: ReceivedMessage }
    | { t: 'said'; message: SaidMessage }
  )[] = [];
  readonly #status = new Map<string, ReceiptStatus>();
  readonly #files = new Map<string, Uint8Array>();

  constructor(folder: string | null) {
    this.#folder = folder;
    if (folder === null) return;
    mkdirSync(join(folder, 'files'), { recursive: true });
    if (!existsSync(this.#path(folder))) return;
    const written = readFileSync(this.#path(folder), 'utf8');
    // A killed process leaves half a line; the next entry must not be glued to it.
    if (written !== '' && !written.endsWith('\n')) appendFileSync(this.#path(folder), '\n');
    for (const line of written.split('\n')) {
      const entry = entryOf(line);
      if (entry !== null) this.#take(entry);
    }
  }

  receive(message: ReceivedMessage): void {
    this.#write({ t: 'received', message });
  }

  say(message: SaidMessage): void {
    this.#write({ t: 'said', message });
  }

  /** Records a receipt that was given for a message; never backwards. */
  advance(externalId: string, status: ReceiptStatus): void {
    if (receiptAdvances(this.#status.get(externalId) ?? null, status))
      this.#write({ t: 'status', externalId, status });
  }

  /** What arrived at one customer's phone, or at all phones, in order of arrival. */
  received(kind: ChannelKind, accountId: string, to?: string): readonly ReceivedMessage[] {
    return this.#items.flatMap((one) =>
      one.t === 'received' &&
      one.message.kind === kind &&
      one.message.accountId === accountId &&
      (to === undefined || one.message.to === to)
        ? [one.message]
        : [],
    );
  }

  /** Both sides of one customer's phone. */
  thread(kind: ChannelKind, accountId: string, customer: string): readonly PhoneItem[] {
    return this.#items.flatMap((one): PhoneItem[] => {
      if (one.message.kind !== kind || one.message.accountId !== accountId) return [];
      if (one.t === 'said')
        return one.message.from === customer ? [{ direction: 'said', ...one.message }] : [];
      return one.message.to === customer
        ? [
            {
              direction: 'received',
              status: this.#status.get(one.message.externalId) ?? null,
              ...one.message,
            },
          ]
        : [];
    });
  }

  /** Everybody who ever wrote to or heard from this account, the latest last. */
  customers(kind: ChannelKind, accountId: string): readonly string[] {
    const keys = new Set<string>();
    for (const one of this.#items) {
      if (one.message.kind !== kind || one.message.accountId !== accountId) continue;
      const key = one.t === 'said' ? one.message.from : one.message.to;
      keys.delete(key);
      keys.add(key);
    }
    return [...keys];
  }

  keepFile(bytes: Uint8Array): string {
    const sha256 = sha256Hex(bytes);
    if (this.#folder === null) this.#files.set(sha256, bytes);
    else writeFileSync(join(this.#folder, 'files', sha256), bytes);
    return sha256;
  }

  file(sha256: string): Uint8Array | null {
    if (!/^[0-9a-f]{64}$/.test(sha256)) return null;
    if (this.#folder === null) return this.#files.get(sha256) ?? null;
    const path = join(this.#folder, 'files', sha256);
    return existsSync(path) ? readFileSync(path) : null;
  }

  #path(folder: string): string {
    return join(folder, 'journal.jsonl');
  }

  #write(entry: Entry): void {
    if (this.#folder !== null)
      appendFileSync(this.#path(this.#folder), `${JSON.stringify(entry)}\n`);
    this.#take(entry);
  }

  #take(entry: Entry): void {
    if (entry.t === 'status') this.#status.set(entry.externalId, entry.status);
    else this.#items.push(entry);
  }
}

/** A line of the journal; null for the torn last one of a process that was killed. */
function entryOf(line: string): Entry | null {
  try {
    return JSON.parse(line) as Entry;
  } catch {
    return null;
  }
}
