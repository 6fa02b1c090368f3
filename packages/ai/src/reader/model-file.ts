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
  /** The examples' texts by `textKey`, and the number of each one's intent. */
  readonly known: { readonly keys: Float64Array; readonly labels: Uint16Array };
};

/** The bytes are of another version of the reader, cut off, or no model at all: the workspace must train anew. */
export class ModelUnreadable extends Error {}

/** "FDRD" */
const MAGIC = 0x44524446;
/** Raised when the same bytes would mean something else, or the same text would have other features. */
const VERSION = 3;
/** Magic, version, length of the whole, length of the JSON part; in bytes, and little endian like all numbers here. */
const PREFIX_BYTES = 16;

type Head = Pick<Model, 'intents' | 'calibration'> & {
  readonly features: number;
  readonly hidden: number;
  readonly texts: number;
};

/** Prefix, JSON head, then the arrays one after another, each begun at a multiple of eight. */
export function encodeModel({
  intents,
  calibration,
  hashes,
  idf,
  network,
  known,
}: Model): Uint8Array {
  const { hidden, scales, firstBias, second, secondBias, first } = network;
  const sizes = { features: hashes.length, hidden, texts: known.keys.length };
  const head: Head = { intents, calibration, ...sizes };
  const json = new TextEncoder().encode(JSON.stringify(head));
  const { keys, labels } = known;
  const arrays = [hashes, idf, scales, firstBias, second, secondBias, keys, labels, first];
  const parts: ArrayBufferView[] = [json, ...arrays];
  const length = parts.reduce((sum, part) => sum + padded(part.byteLength), PREFIX_BYTES);
  const bytes = new Uint8Array(length);
  new Uint32Array(bytes.buffer, 0, 4).set([MAGIC, VERSION, length, json.length]);
  let at = PREFIX_BYTES;
  for (const part of parts) {
    bytes.set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength), at);
    at += padded(part.byteLength);
  }
  return bytes;
}

/** Throws `ModelUnreadable`. The model has its own copy of the bytes. */
export function decodeModel(bytes: Uint8Array): Model {
  // A copy, because arrays of numbers must begin at multiples of their size, which a slice of a reply does not.
  const { buffer } = Uint8Array.from(bytes);
  const jsonLength = checkedPrefix(buffer);
  const { intents, calibration, features, hidden, texts } = parsedHead(buffer, jsonLength);
  // Of the intents, and of what belongs to none.
  const outputs = intents.length + 1;
  let at = PREFIX_BYTES + padded(jsonLength);
  const place = (byteLength: number): number => {
    const start = at;
    at += padded(byteLength);
    if (at > buffer.byteLength) throw new ModelUnreadable('the model is cut off');
    return start;
  };
  const floats = (length: number): Float32Array =>
    new Float32Array(buffer, place(length * 4), length);
  const hashes = new Uint32Array(buffer, place(features * 4), features);
  const [idf, scales] = [floats(features), floats(features)];
  const [firstBias, second] = [floats(hidden), floats(hidden * outputs)];
  const secondBias = floats(outputs);
  const keys = new Float64Array(buffer, place(texts * 8), texts);
  const labels = new Uint16Array(buffer, place(texts * 2), texts);
  const first = new Int8Array(buffer, place(features * hidden), features * hidden);
  const network = { hidden, outputs, first, scales, firstBias, second, secondBias };
  return { intents, calibration, hashes, idf, network, known: { keys, labels } };
}

/** The length of the JSON part. */
function checkedPrefix(buffer: ArrayBuffer): number {
  if (buffer.byteLength < PREFIX_BYTES) throw new ModelUnreadable('the model is cut off');
  const [magic, version, length, jsonLength = 0] = new Uint32Array(buffer, 0, 4);
  if (magic !== MAGIC) throw new ModelUnreadable('these bytes are not a trained reader');
  if (version !== VERSION)
    throw new ModelUnreadable(`the model has version ${version}, this reader reads ${VERSION}`);
  if (length !== buffer.byteLength)
    throw new ModelUnreadable(`the model is cut off: ${buffer.byteLength} of ${length} bytes`);
  if (PREFIX_BYTES + padded(jsonLength) > buffer.byteLength)
    throw new ModelUnreadable('the head of the model is damaged');
  return jsonLength;
}

function parsedHead(buffer: ArrayBuffer, length: number): Head {
  try {
    const json = new TextDecoder().decode(new Uint8Array(buffer, PREFIX_BYTES, length));
    return JSON.parse(json) as Head;
  } catch (error) {
    throw new ModelUnreadable('the head of the model is damaged', { cause: error });
  }
}

const padded = (length: number): number => Math.ceil(length / 8) * 8;
