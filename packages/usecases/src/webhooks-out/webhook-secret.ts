import { randomBytes } from 'node:crypto';
import type { SealingKey } from '../sealing.ts';

/** What an outgoing webhook is signed with. After a rotation the former secret signs along for a while. */
export type WebhookSecret = {
  /** `whsec_` and the key in base64, as Standard Webhooks 1.0 writes it. */
  readonly current: string;
  /** `until`: milliseconds since the epoch. */
  readonly former: { readonly secret: string; readonly until: number } | null;
};

/** How long both secrets are good, so that a receiver can be given the new one without losing a call. */
const BOTH_FOR_MS = 24 * 3_600_000;

/** 24 to 64 random bytes by the standard. */
const KEY_BYTES = 32;

const newSecret = (): string => `whsec_${randomBytes(KEY_BYTES).toString('base64')}`;

export const firstSecret = (): WebhookSecret => ({ current: newSecret(), former: null });

export const rotated = ({ current }: WebhookSecret, nowMs: number): WebhookSecret => ({
  current: newSecret(),
  former: { secret: current, until: nowMs + BOTH_FOR_MS },
});

/** Every secret that a call is signed with now, the current one first. */
export const signingSecrets = (
  { current, former }: WebhookSecret,
  nowMs: number,
): readonly string[] => (former && former.until > nowMs ? [current, former.secret] : [current]);

export const sealSecret = (sealing: SealingKey, secret: WebhookSecret): Uint8Array<ArrayBuffer> =>
  sealing.for('outgoing-webhook-secret').seal(new TextEncoder().encode(JSON.stringify(secret)));

/** Throws on bytes that were sealed under another key. */
export const openSecret = (sealing: SealingKey, sealed: Uint8Array): WebhookSecret =>
  // Written by `sealSecret` only: the seal proves it.
  JSON.parse(
    new TextDecoder().decode(sealing.for('outgoing-webhook-secret').open(sealed)),
  ) as WebhookSecret;
