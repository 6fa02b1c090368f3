import type { Calibration } from './calibrate.ts';
import type { PackedWeights } from './network.ts';

/** Everything that a trained reader consists of. */
export type Model = {
  readonly intents: readonly string[];
  readonly calibration: Calibration;
  /** The vocabulary: hashes ascending, and the weight of each. */
  readonly hashes: Uint32Array;
  readonly idf: Float32Array;
  readonly network: PackedWeights;
};

/** The bytes are of another version of the reader, cut off, or no model at all: the workspace must train anew. */
export class ModelUnreadable extends Error {}

/** "FDRD" */
const MAGIC = 0x44524446;
/** Raised when the same bytes would mean something else, or the same text would have other features. */
const VERSION = 1;
/** Magic, version, length of the JSON part in bytes; little endian like all numbers here. */
const PREFIX_BYTES = 12;

type Head = Pick<Model, 'intents' | 'calibration'> & {
  readonly features: number;
  readonly hidden: number;
};

/** Prefix, JSON head, then the arrays one after another, each begun at a multiple of four. */
export function encodeModel({ intents, calibration, hashes, idf, network }: Model): Uint8Array {
  const head: Head = { intents, calibration, features: hashes.length, hidden: network.hidden };
  const json = new TextEncoder().encode(JSON.stringify(head));
  const parts: ArrayBufferView[] = [
    json,
    hashes,
    idf,
    network.scales,
    network.firstBias,
    network.second,
  ];
  parts.push(network.secondBias, network.first);
  const length = parts.reduce((sum, part) => sum + padded(part.byteLength), PREFIX_BYTES);
  const bytes = new Uint8Array(length);
  new Uint32Array(bytes.buffer, 0, 3).set([MAGIC, VERSION, json.length]);
  let at = PREFIX_BYTES;
  for (const part of parts) {
    bytes.set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength), at);
    at += padded(part.byteLength);
  }
  return bytes;
}

/** Throws `ModelUnreadable`. The model has its own copy of the bytes. */
export function decodeModel(bytes: Uint8Array): Model {
  // A copy, because arrays of numbers must begin at a multiple of four, which a slice of a database reply does not.
  const { buffer } = Uint8Array.from(bytes);
  const jsonLength = checkedPrefix(buffer);
  const head = parsedHead(buffer, jsonLength);
  const { intents, calibration, features, hidden } = head;
  const outputs = intents.length;
  let at = PREFIX_BYTES + padded(jsonLength);
  const sizes = [features, features, features, hidden, hidden * outputs, outputs];
  const wanted = sizes.reduce((sum, size) => sum + size * 4, at) + padded(features * hidden);
  if (wanted !== buffer.byteLength)
    throw new ModelUnreadable(`the model should have ${wanted} bytes and has ${buffer.byteLength}`);
  const floats = (length: number): Float32Array => {
    const array = new Float32Array(buffer, at, length);
    at += length * 4;
    return array;
  };
  const hashes = new Uint32Array(floats(features).buffer, at - features * 4, features);
  const idf = floats(features);
  const scales = floats(features);
  const [firstBias, second, secondBias] = [
    floats(hidden),
    floats(hidden * outputs),
    floats(outputs),
  ];
  const first = new Int8Array(buffer, at, features * hidden);
  const network = { hidden, outputs, first, scales, firstBias, second, secondBias };
  return { intents, calibration, hashes, idf, network };
}

/** The length of the JSON part. */
function checkedPrefix(buffer: ArrayBuffer): number {
  if (buffer.byteLength < PREFIX_BYTES) throw new ModelUnreadable('the model is cut off');
  const [magic, version, jsonLength = 0] = new Uint32Array(buffer, 0, 3);
  if (magic !== MAGIC) throw new ModelUnreadable('these bytes are not a trained reader');
  if (version !== VERSION)
    throw new ModelUnreadable(`the model has version ${version}, this reader reads ${VERSION}`);
  if (PREFIX_BYTES + jsonLength > buffer.byteLength)
    throw new ModelUnreadable('the model is cut off');
  return jsonLength;
}

function parsedHead(buffer: ArrayBuffer, length: number): Head {
  try {
    return JSON.parse(
      new TextDecoder().decode(new Uint8Array(buffer, PREFIX_BYTES, length)),
    ) as Head;
  } catch (error) {
    throw new ModelUnreadable('the head of the model is damaged', { cause: error });
  }
}

const padded = (length: number): number => Math.ceil(length / 4) * 4;
