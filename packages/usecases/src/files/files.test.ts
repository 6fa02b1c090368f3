import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId } from '@frontdesk/core/ids';
import { freePort } from '@frontdesk/testkit/ports';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Files, FileTooLarge, fileKey, readFile } from './files.ts';
import { LocalFiles } from './local-files.ts';
import { S3Files } from './s3-files.ts';

type S3Server = { run(): Promise<unknown>; close(): Promise<void> };
const S3rver = createRequire(import.meta.url)('@20minutes/s3rver') as new (
  options: object,
) => S3Server;

const LIMIT = 40_000_000;
const organizationId = newId();

let folder: string;
let server: S3Server;
let bucketUrl: string;
const homes: Record<string, Files> = {};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'frontdesk-files-'));
  const port = await freePort();
  server = new S3rver({
    port,
    address: '127.0.0.1',
    silent: true,
    directory: join(folder, 's3'),
    configureBuckets: [{ name: 'files' }],
  });
  await server.run();
  homes['local'] = new LocalFiles(join(folder, 'local'));
  bucketUrl = `http://S3RVER:S3RVER@127.0.0.1:${port}/files`;
  homes['s3'] = new S3Files(bucketUrl);
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

async function* inChunks(bytes: Uint8Array, chunk = 65_536): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += chunk) yield bytes.subarray(at, at + chunk);
}

it('creates its bucket where there is none, and lets it be where there is', async () => {
  const url = new URL(bucketUrl);
  url.pathname = '/another';
  const another = new S3Files(url.href);
  await another.createBucket();
  await another.createBucket();
  const key = fileKey(organizationId, newId());
  await another.put(key, inChunks(Buffer.from('kept')), LIMIT);
  expect(String(await readFile(another, key))).toBe('kept');
});

describe.each(['local', 's3'])('files in the %s store', (home) => {
  const files = (): Files => homes[home]!;

  it.each([0, 1, 100_000, 8 * 1024 * 1024, 20_000_000])(
    'come back byte for byte (%i bytes)',
    async (size) => {
      const key = fileKey(organizationId, newId());
      const bytes = randomBytes(size);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      expect(await files().put(key, inChunks(bytes), LIMIT)).toEqual({ size, sha256 });
      const back = await readFile(files(), key);
      expect(back && Buffer.compare(back, bytes)).toBe(0);
    },
  );

  it('are read in part, with the size of the whole', async () => {
    const key = fileKey(organizationId, newId());
    await files().put(key, inChunks(Buffer.from('0123456789')), LIMIT);
    const opened = await files().open(key, { start: 2, end: 4 });
    expect(opened?.size).toBe(10);
    expect(Buffer.concat(await opened!.stream.toArray()).toString()).toBe('234');
  });

  it('replace what was there', async () => {
    const key = fileKey(organizationId, newId());
    await files().put(key, inChunks(Buffer.from('first, longer')), LIMIT);
    await files().put(key, inChunks(Buffer.from('second')), LIMIT);
    expect(String(await readFile(files(), key))).toBe('second');
  });

  it('keep a thumbnail beside its original', async () => {
    const id = newId();
    await files().put(fileKey(organizationId, id), inChunks(Buffer.from('original')), LIMIT);
    await files().put(
      fileKey(organizationId, id, 'thumbnail'),
      inChunks(Buffer.from('small')),
      LIMIT,
    );
    expect(String(await readFile(files(), fileKey(organizationId, id)))).toBe('original');
  });

  it.each([1_000, 9_000_000])(
    'refuse more than %i bytes and keep none of them',
    async (maxBytes) => {
      const key = fileKey(organizationId, newId());
      const bytes = randomBytes(maxBytes + 1);
      await expect(files().put(key, inChunks(bytes), maxBytes)).rejects.toThrow(FileTooLarge);
      expect(await files().open(key)).toBe(null);
    },
  );

  it('keep the old file when the new one breaks off', async () => {
    const key = fileKey(organizationId, newId());
    await files().put(key, inChunks(Buffer.from('whole')), LIMIT);
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('half');
      throw new Error('planted');
    }
    await expect(files().put(key, broken(), LIMIT)).rejects.toThrow('planted');
    expect(String(await readFile(files(), key))).toBe('whole');
  });

  it('are gone after deletion, which may be repeated', async () => {
    const key = fileKey(organizationId, newId());
    await files().put(key, inChunks(Buffer.from('x')), LIMIT);
    await files().delete(key);
    await files().delete(key);
    expect(await files().open(key)).toBe(null);
  });
});

describe('the local store', () => {
  it('leaves no part of a broken file behind', async () => {
    const left = await readdir(join(folder, 'local'), { recursive: true });
    expect(left.filter((name) => name.endsWith('.part'))).toEqual([]);
  });
});

describe('a file key', () => {
  it.each(['../x', '..', '', 'a/b', 'not-a-uuid', `${newId()}/../../x`])(
    'is never made of %j',
    (id) => {
      expect(() => fileKey(organizationId, id)).toThrow('named by ids');
      expect(() => fileKey(id, newId())).toThrow('named by ids');
    },
  );
});
