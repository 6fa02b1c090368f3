import { Reader } from '@frontdesk/ai/reader/reader';
import type { Log } from '@frontdesk/core/log';
import type { Db } from '@frontdesk/db/client';
import { errorText } from '../log-error.ts';
import { wantTraining } from './want-training.ts';

type Options = {
  readonly db: Db;
  readonly log: Log;
  /** What the readers that are kept may weigh together. */
  readonly maxBytes?: number;
};

type Loaded = { readonly version: number; readonly reader: Reader };

const MAX_BYTES = 128 * 1024 * 1024;

/**
 * What each organization's reader has learnt, loaded once per process and version. Whether it has learnt anew is asked of
 * the database each time; its bytes are fetched only then.
 */
export class Readers {
  readonly #db: Db;
  readonly #log: Log;
  readonly #maxBytes: number;
  /** By organization, the one that was used longest ago first. */
  readonly #loaded = new Map<string, Loaded>();
  readonly #loading = new Map<string, Promise<Loaded>>();
  readonly #untrained = Reader.untrained();

  constructor({ db, log, maxBytes = MAX_BYTES }: Options) {
    this.#db = db;
    this.#log = log;
    this.#maxBytes = maxBytes;
  }

  /** The reader as it was trained last; one that is always unsure where there is none. Rejects when the database is away. */
  async of(organizationId: string): Promise<Reader> {
    const version = await this.#versionOf(organizationId);
    if (version === 0) return this.#untrained;
    const known = this.#loaded.get(organizationId);
    const loaded = known?.version === version ? known : await this.#load(organizationId, version);
    this.#keep(organizationId, loaded);
    return loaded.reader;
  }

  async #versionOf(organizationId: string): Promise<number> {
    const row = await this.#db.withOrg(organizationId, (tx) =>
      tx.readerModel.findUnique({ where: { organizationId }, select: { trained: true } }),
    );
    return row?.trained ?? 0;
  }

  /** Several who ask for the same version at once share one load. */
  #load(organizationId: string, version: number): Promise<Loaded> {
    const key = `${organizationId} ${version}`;
    const known = this.#loading.get(key);
    if (known) return known;
    const loading = this.#fetch(organizationId).finally(() => this.#loading.delete(key));
    this.#loading.set(key, loading);
    return loading;
  }

  async #fetch(organizationId: string): Promise<Loaded> {
    const row = await this.#db.withOrg(organizationId, (tx) =>
      tx.readerModel.findUnique({
        where: { organizationId },
        select: { trained: true, bytes: true },
      }),
    );
    const version = row?.trained ?? 0;
    if (!row?.bytes) return { version, reader: this.#untrained };
    try {
      return { version, reader: Reader.load(row.bytes) };
    } catch (error) {
      // Of another release: this one's has to learn for itself.
      this.#log.warn({ organizationId, error: errorText(error) }, 'a reader could not be loaded');
      await this.#db.withOrg(organizationId, (tx) => wantTraining(tx, organizationId));
      return { version, reader: this.#untrained };
    }
  }

  #keep(organizationId: string, loaded: Loaded): void {
    this.#loaded.delete(organizationId);
    this.#loaded.set(organizationId, loaded);
    let bytes = 0;
    for (const [id, { reader }] of [...this.#loaded].toReversed()) {
      bytes += reader.byteLength;
      if (bytes > this.#maxBytes && id !== organizationId) this.#loaded.delete(id);
    }
  }
}
