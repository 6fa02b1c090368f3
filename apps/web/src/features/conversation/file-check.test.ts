import { describe, expect, it } from 'vitest';
import { checkFile } from './file-check.ts';

const limits = (media: Parameters<typeof checkFile>[1]['limits']['media']) => ({
  textChars: 4096,
  captionChars: 1024,
  replyWindowHours: 24,
  media,
});
const whatsapp = {
  name: 'WhatsApp',
  limits: limits({
    IMAGE: { maxBytes: 5_000_000, mimeTypes: ['image/jpeg', 'image/png'] },
    DOCUMENT: { maxBytes: 100_000_000, mimeTypes: ['application/pdf'] },
  }),
};
const sms = { name: 'OpenPhone', limits: limits({}) };

describe('a file before it is uploaded', () => {
  it('is refused by a channel of text only, with a way on', () => {
    const verdict = checkFile({ name: 'a.jpg', type: 'image/jpeg', size: 10 }, sms);
    expect(verdict).toEqual({
      ok: false,
      why: 'OpenPhone cannot send files: it takes text only. Send a link instead, or answer on another channel.',
    });
  });
  it('passes as the first kind that takes its type and size', () => {
    expect(checkFile({ name: 'a.jpg', type: 'image/jpeg', size: 10 }, whatsapp)).toEqual({
      ok: true,
      kind: 'IMAGE',
    });
    expect(checkFile({ name: 'a.pdf', type: 'application/pdf', size: 10 }, whatsapp)).toEqual({
      ok: true,
      kind: 'DOCUMENT',
    });
  });
  it('is refused when it is too large, and told what the limit is', () => {
    expect(checkFile({ name: 'a.jpg', type: 'image/jpeg', size: 7_200_000 }, whatsapp)).toEqual({
      ok: false,
      why: 'a.jpg is 7.2 MB. WhatsApp takes up to 5.0 MB for this kind of file.',
    });
  });
  it('is refused when the channel does not know its type', () => {
    expect(checkFile({ name: 'a.tiff', type: 'image/tiff', size: 7 }, whatsapp).ok).toBe(false);
  });
  it('is refused when it is empty', () => {
    expect(checkFile({ name: 'a.jpg', type: 'image/jpeg', size: 0 }, whatsapp)).toEqual({
      ok: false,
      why: 'a.jpg is empty.',
    });
  });
});
