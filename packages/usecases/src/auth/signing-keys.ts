import { must } from '@frontdesk/core/assert';
import { newId } from '@frontdesk/core/ids';
import type { Db, Tx } from '@frontdesk/db/client';
import { type CryptoKey, type JWK, exportJWK, generateKeyPair, importJWK } from 'jose';
import type { Sealer, SealingKey } from '../sealing.ts';

const ALGORITHM = 'ES256';
const DAY_MS = 24 * 60 * 60_000;
/** A key signs for this long; then the next one takes over. */
const SIGNS_FOR_MS = 30 * DAY_MS;
/** A retired key still verifies: longer than any token that it signed may live. */
const VERIFIES_AFTER_MS = 60 * 60_000;
/** How often an unknown key id may make us look into the database. */
const RELOAD_EVERY_MS = 5_000;

type Deps = { readonly db: Db; readonly sealing: SealingKey; readonly now: () => Date };

type Key = {
  readonly kid: string;
  readonly publicJwk: JWK;
  readonly publicKey: CryptoKey;
  readonly privateKey: CryptoKey;
  readonly createdAt: Date;
  readonly retiredAt: Date | null;
};

/**
 * The keys that sign access tokens. They lie sealed in the database, so that every process signs and verifies with
 * the same ones; in memory once loaded, so that a token is checked without a query.
 */
export class SigningKeys {
  readonly #deps: Deps;
  readonly #sealer: Sealer;
  #keys: readonly Key[] = [];
  #loadedAt = 0;
  #loading: Promise<void> | undefined;

  private constructor(deps: Deps) {
    this.#deps = deps;
    this.#sealer = deps.sealing.for('signing-key');
  }

  /** Loads the keys and makes the first one on a new database. */
  static async open(deps: Deps): Promise<SigningKeys> {
    const keys = new SigningKeys(deps);
    await keys.#load();
    await keys.signing();
    return keys;
  }

  /** The key to sign with now. Makes the next one when it has served its time. */
  async signing(): Promise<{ readonly kid: string; readonly privateKey: CryptoKey }> {
    if (this.#current() === undefined) {
      await this.#rotate();
      await this.#load();
    }
    return must(this.#current(), 'signing key');
  }

  /** The public half for a token's key id; undefined for one that nobody here made. */
  async verifying(kid: string): Promise<CryptoKey | undefined> {
    const known = this.#keys.find((key) => key.kid === kid);
    if (known !== undefined) return known.publicKey;
    if (this.#deps.now().getTime() - this.#loadedAt < RELOAD_EVERY_MS) return undefined;
    await this.#load();
    return this.#keys.find((key) => key.kid === kid)?.publicKey;
  }

  /** The public halves as a JSON Web Key Set (RFC 7517). */
  jwks(): { keys: Record<string, string>[] } {
    const keys = this.#keys.map(({ kid, publicJwk: { kty, crv, x, y } }) => ({
      kid,
      alg: ALGORITHM,
      use: 'sig',
      kty: must(kty, 'kty'),
      crv: must(crv, 'crv'),
      x: must(x, 'x'),
      y: must(y, 'y'),
    }));
    return { keys };
  }

  #current(): Key | undefined {
    const oldest = this.#deps.now().getTime() - SIGNS_FOR_MS;
    return this.#keys.find((key) => key.retiredAt === null && key.createdAt.getTime() > oldest);
  }

  #load(): Promise<void> {
    this.#loading ??= this.#read().finally(() => {
      this.#loading = undefined;
    });
    return this.#loading;
  }

  async #read(): Promise<void> {
    const now = this.#deps.now();
    const rows = await this.#deps.db.system((tx) =>
      tx.signingKey.findMany({
        where: { OR: [{ retiredAt: null }, { retiredAt: { gt: stillVerifies(now) } }] },
        orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      }),
    );
    this.#keys = await Promise.all(rows.map((row) => this.#unseal(row)));
    this.#loadedAt = now.getTime();
  }

  async #unseal(row: {
    id: string;
    privateKey: Uint8Array;
    createdAt: Date;
    retiredAt: Date | null;
  }): Promise<Key> {
    const opened = this.#sealer.open(row.privateKey);
    const jwk = JSON.parse(new TextDecoder().decode(opened)) as JWK;
    const { d: _, ...publicJwk } = jwk;
    const [privateKey, publicKey] = await Promise.all([
      importJWK(jwk, ALGORITHM) as Promise<CryptoKey>,
      importJWK(publicJwk, ALGORITHM) as Promise<CryptoKey>,
    ]);
    const { id: kid, createdAt, retiredAt } = row;
    return { kid, publicJwk, publicKey, privateKey, createdAt, retiredAt };
  }

  async #rotate(): Promise<void> {
    const now = this.#deps.now();
    const pair = await generateKeyPair(ALGORITHM, { extractable: true });
    const jwk = await exportJWK(pair.privateKey);
    const privateKey = this.#sealer.seal(new TextEncoder().encode(JSON.stringify(jwk)));
    const { kty, crv, x, y } = jwk;
    const publicJwk = { kty: must(kty, 'kty'), crv, x, y } as Record<string, string>;
    await this.#deps.db.system(async (tx) => {
      if (await hasFreshKey(tx, now)) return;
      await tx.signingKey.updateMany({ where: { retiredAt: null }, data: { retiredAt: now } });
      await tx.signingKey.deleteMany({ where: { retiredAt: { lt: stillVerifies(now) } } });
      await tx.signingKey.create({ data: { id: newId(), publicJwk, privateKey, createdAt: now } });
    });
  }
}

const stillVerifies = (now: Date): Date => new Date(now.getTime() - VERIFIES_AFTER_MS);

/** Whether another process has made the key meanwhile; whoever asks next waits for this transaction. */
async function hasFreshKey(tx: Tx, now: Date): Promise<boolean> {
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtext('signing_keys'))`;
  const fresh = await tx.signingKey.count({
    where: { retiredAt: null, createdAt: { gt: new Date(now.getTime() - SIGNS_FOR_MS) } },
  });
  return fresh > 0;
}
