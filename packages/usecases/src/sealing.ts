import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { assert } from '@frontdesk/core/assert';

/** Seals what must not lie readable in the database, for one purpose: what one purpose sealed, another cannot open. */
export interface Sealer {
  seal(plain: Uint8Array): Uint8Array<ArrayBuffer>;
  /** Throws on bytes that this key did not seal for this purpose. */
  open(sealed: Uint8Array): Uint8Array;
}

const VERSION = 1;
const KEY_ID_BYTES = 4;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const HEADER_BYTES = 1 + KEY_ID_BYTES;

/** What may be sealed. The purpose is authenticated along with the bytes, so that a sealed value fits only its own column. */
export type SealingPurpose =
  | 'inbox-credentials'
  | 'signing-key'
  | 'second-factor'
  | 'sso-client-secret'
  | 'sso-round'
  | 'ai-provider-key'
  | 'outgoing-webhook-secret';

/**
 * `FRONTDESK_KEY` at work: AES-256-GCM with a fresh nonce each time. Layout: version (1), key id (4), nonce (12),
 * tag (16), ciphertext. The key id tells "another key" from "damaged" without telling anything of the key.
 */
export class SealingKey {
  readonly #key: Buffer;
  readonly #header: Buffer;

  /** `hex`: 64 hexadecimal digits. */
  constructor(hex: string) {
    assert(/^[\da-f]{64}$/i.test(hex), 'FRONTDESK_KEY is 64 hexadecimal digits');
    this.#key = Buffer.from(hex, 'hex');
    const id = createHash('sha256').update('frontdesk key id').update(this.#key).digest();
    this.#header = Buffer.concat([Buffer.of(VERSION), id.subarray(0, KEY_ID_BYTES)]);
  }

  for(purpose: SealingPurpose): Sealer {
    return {
      seal: (plain) => this.#seal(purpose, plain),
      open: (sealed) => this.#open(purpose, sealed),
    };
  }

  #seal(purpose: SealingPurpose, plain: Uint8Array): Uint8Array<ArrayBuffer> {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.#key, iv).setAAD(this.#aad(purpose));
    const text = Buffer.concat([cipher.update(plain), cipher.final()]);
    return Buffer.concat([this.#header, iv, cipher.getAuthTag(), text]);
  }

  #open(purpose: SealingPurpose, sealed: Uint8Array): Uint8Array {
    const bytes = Buffer.from(sealed);
    if (bytes[0] !== VERSION) throw new Error('sealed bytes of an unknown version');
    if (!bytes.subarray(0, HEADER_BYTES).equals(this.#header)) {
      throw new Error('sealed under another FRONTDESK_KEY');
    }
    const tagAt = HEADER_BYTES + IV_BYTES;
    const decipher = createDecipheriv(
      'aes-256-gcm',
      this.#key,
      bytes.subarray(HEADER_BYTES, tagAt),
      { authTagLength: TAG_BYTES },
    )
      .setAAD(this.#aad(purpose))
      .setAuthTag(bytes.subarray(tagAt, tagAt + TAG_BYTES));
    return Buffer.concat([decipher.update(bytes.subarray(tagAt + TAG_BYTES)), decipher.final()]);
  }

  #aad(purpose: SealingPurpose): Buffer {
    return Buffer.concat([this.#header, Buffer.from(purpose)]);
  }
}
