import { createHash, randomBytes } from 'node:crypto';

/** Something that only its holder knows: 32 random bytes as base64url. We keep its hash alone. */
export const newSecret = (): string => randomBytes(32).toString('base64url');

/** What a random secret is found by. Plain SHA-256 is enough for 256 random bits; passwords take bcrypt. */
export const sha256 = (secret: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(createHash('sha256').update(secret).digest());
