import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';

/** The y-websocket protocol, as y-protocols 1.0.7 and y-websocket 3.1.0 speak it; every number is a variable-length one. */
const SYNC = 0;
const AWARENESS = 1;
const AUTH = 2;
const QUERY_AWARENESS = 3;
/** Ours, for clients that connect with `?ack=1`: an update by its hash is on disk. Others would complain about it. */
const ACK = 64;

const STEP_1 = 0;
const STEP_2 = 1;
const UPDATE = 2;

const PERMISSION_DENIED = 0;

export type ClientMessage =
  /** Says what the sender has (a state vector) and asks for the rest. */
  | { readonly is: 'step1'; readonly vector: Uint8Array }
  /** Everything that the other side lacks. */
  | { readonly is: 'step2'; readonly update: Uint8Array }
  | { readonly is: 'update'; readonly update: Uint8Array }
  | { readonly is: 'awareness'; readonly update: Uint8Array }
  | { readonly is: 'queryAwareness' }
  /** Of a kind that came after us: passed over. */
  | { readonly is: 'unknown' };

/** Throws for what is cut off. */
export function readMessage(bytes: Uint8Array): ClientMessage {
  const decoder = decoding.createDecoder(bytes);
  switch (decoding.readVarUint(decoder)) {
    case SYNC:
      return readSync(decoder);
    case AWARENESS:
      return { is: 'awareness', update: decoding.readVarUint8Array(decoder) };
    case QUERY_AWARENESS:
      return { is: 'queryAwareness' };
    default:
      return { is: 'unknown' };
  }
}

function readSync(decoder: decoding.Decoder): ClientMessage {
  const step = decoding.readVarUint(decoder);
  const content = decoding.readVarUint8Array(decoder);
  if (step === STEP_1) return { is: 'step1', vector: content };
  if (step === STEP_2) return { is: 'step2', update: content };
  return step === UPDATE ? { is: 'update', update: content } : { is: 'unknown' };
}

const sync = (step: number, content: Uint8Array): Uint8Array =>
  encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, SYNC);
    encoding.writeVarUint(encoder, step);
    encoding.writeVarUint8Array(encoder, content);
  });

export const step1Message = (vector: Uint8Array): Uint8Array => sync(STEP_1, vector);
export const step2Message = (update: Uint8Array): Uint8Array => sync(STEP_2, update);
export const updateMessage = (update: Uint8Array): Uint8Array => sync(UPDATE, update);

export const awarenessMessage = (update: Uint8Array): Uint8Array =>
  encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, AWARENESS);
    encoding.writeVarUint8Array(encoder, update);
  });

/** What was just sent was not taken, and why. */
export const deniedMessage = (reason: string): Uint8Array =>
  encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, AUTH);
    encoding.writeVarUint(encoder, PERMISSION_DENIED);
    encoding.writeVarString(encoder, reason);
  });

/** `n` is the update's number, or a later one where it was there before. */
export const ackMessage = (hash: Uint8Array, n: number): Uint8Array =>
  encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, ACK);
    encoding.writeVarUint8Array(encoder, hash);
    encoding.writeVarUint(encoder, n);
  });
