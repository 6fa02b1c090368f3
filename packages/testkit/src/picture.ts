import { crc32, deflateSync } from 'node:zlib';

/** A PNG of one colour, as real as any: eight bits per channel, no transparency. Different colours, different bytes. */
export function picture({ width = 64, height = 48, colour = 0x23867f } = {}): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const pixel = Buffer.from([colour >> 16, (colour >> 8) & 0xff, colour & 0xff]);
  // Each line begins with the number of its filter; 0 is none.
  const line = Buffer.concat([Buffer.from([0]), ...Array.from({ length: width }, () => pixel)]);
  const lines = Buffer.concat(Array.from({ length: height }, () => line));
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(lines)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}
