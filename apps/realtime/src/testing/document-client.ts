import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import type { TestMember } from './gateway-world.ts';

/** How soon something has to come about, in milliseconds; far beyond what it takes. */
const WITHIN_MS = 60_000;

/** Somebody with the stock y-websocket client and one document open. */
export class DocumentClient {
  readonly doc = new Y.Doc();
  readonly provider: WebsocketProvider;

  constructor(url: string, name: string, member: Pick<TestMember, 'token'>) {
    this.provider = new WebsocketProvider(`${url.replace('http', 'ws')}/yjs`, name, this.doc, {
      params: { token: member.token },
      // Others are reached through the server alone, also those in this process.
      disableBc: true,
      maxBackoffTime: 200,
    });
  }

  get text(): Y.Text {
    return this.doc.getText('text');
  }

  /** Writes at the end. */
  write(words: string): void {
    this.text.insert(this.text.length, words);
  }

  synced(): Promise<void> {
    return this.until(() => this.provider.synced);
  }

  /** Resolves once it holds, which is looked at after every event; rejects after a long while. */
  until(holds: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const stop = (): void => {
        clearTimeout(late);
        this.doc.off('update', look);
        this.provider.off('sync', look);
        this.provider.off('status', look);
        this.provider.off('connection-close', look);
        this.provider.awareness.off('change', look);
      };
      const look = (): void => {
        if (!holds()) return;
        stop();
        resolve();
      };
      const late = setTimeout(() => {
        stop();
        reject(
          new Error(`not yet: ${holds.toString()}; the text has ${this.text.length} characters`),
        );
      }, WITHIN_MS);
      this.doc.on('update', look);
      this.provider.on('sync', look);
      this.provider.on('status', look);
      this.provider.on('connection-close', look);
      this.provider.awareness.on('change', look);
      look();
    });
  }

  has(words: string): Promise<void> {
    return this.until(() => this.text.length === words.length && this.text.toString() === words);
  }

  close(): void {
    this.provider.destroy();
    this.doc.destroy();
  }
}
