import { expect, test } from 'vitest';
import type { Limits } from './channel.ts';
import { mediaKindFor, refuseDraft } from './limits.ts';
import { receiptAdvances } from './receipt-order.ts';
import { sameSha256, sha256Hex } from './signatures.ts';

const limits: Limits = {
  textChars: 10,
  captionChars: 5,
  perInbox: null,
  perPair: null,
  replyWindowHours: null,
  media: {
    IMAGE: { maxBytes: 1_500_000, mimeTypes: ['image/png'] },
    AUDIO: { maxBytes: 100, mimeTypes: ['audio/ogg'] },
  },
};
const codeOf = (
  text: string,
  media: { mime: string; size: number } | null = null,
  of: Limits = limits,
): string | undefined => refuseDraft(of, { text, media })?.code;

test('a draft that fits is not refused', () => {
  expect(codeOf('0123456789')).toBeUndefined();
  expect(codeOf('cap', { mime: 'Image/PNG; x=y', size: 1_500_000 })).toBeUndefined();
  expect(codeOf('', { mime: 'audio/ogg; codecs=opus', size: 100 })).toBeUndefined();
});

test('a draft is refused for the first reason that stands against it, in words', () => {
  expect(codeOf(' \n')).toBe('empty');
  expect(codeOf('01234567890')).toBe('too-long');
  expect(codeOf('', { mime: 'image/gif', size: 1 })).toBe('media-type');
  expect(codeOf('', { mime: 'audio/ogg', size: 101 })).toBe('media-size');
  expect(codeOf('a caption', { mime: 'image/png', size: 1 })).toBe('too-long');
  expect(codeOf('cap', { mime: 'audio/ogg', size: 1 })).toBe('no-caption');
  expect(codeOf('', { mime: 'image/png', size: 1 }, { ...limits, media: {} })).toBe('no-media');
  expect(
    refuseDraft(limits, { text: '', media: { mime: 'image/png', size: 1_600_000 } })?.why,
  ).toBe('This file is 1.6 MB; this channel takes up to 1.5 MB.');
});

test('a file goes out as the first kind that takes its type', () => {
  expect(mediaKindFor(limits, 'image/png')).toBe('IMAGE');
  expect(mediaKindFor(limits, 'text/html')).toBeNull();
});

test('receipts only rise, and a failure is the last word unless the message was delivered', () => {
  const order = ['sent', 'delivered', 'read'] as const;
  for (const [low, from] of order.entries())
    for (const [high, to] of order.entries()) expect(receiptAdvances(from, to)).toBe(high > low);
  expect(receiptAdvances(null, 'read')).toBe(true);
  expect(receiptAdvances('sent', 'failed')).toBe(true);
  expect(receiptAdvances('delivered', 'failed')).toBe(false);
  expect(receiptAdvances('failed', 'read')).toBe(false);
});

test("a vendor's checksum is compared in hex and in base64", () => {
  const bytes = Buffer.from('file');
  expect(sameSha256(bytes, sha256Hex(bytes).toUpperCase())).toBe(true);
  expect(sameSha256(bytes, Buffer.from(sha256Hex(bytes), 'hex').toString('base64'))).toBe(true);
  expect(sameSha256(bytes, sha256Hex('other'))).toBe(false);
});
