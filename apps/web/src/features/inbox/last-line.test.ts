import { describe, expect, it } from 'vitest';
import { lastLine } from './last-line.ts';

const PEOPLE = new Map([
  ['me', { name: 'Mina Park' }],
  ['tom', { name: 'Tom Costa' }],
]);
const ours = (author: object) =>
  lastLine(
    { lastMessagePreview: 'Bay 3 is free', lastMessageDirection: 'OUTBOUND', ...author },
    'me',
    PEOPLE,
  );

describe("a row's last line", () => {
  it.each([
    ['AI', { lastMessageAuthorKind: 'AI', lastMessageAuthorId: null }],
    ['AI', { lastMessageAuthorKind: 'AI', lastMessageAuthorId: 'tom' }],
    ['You', { lastMessageAuthorKind: 'USER', lastMessageAuthorId: 'me' }],
    ['Tom', { lastMessageAuthorKind: 'USER', lastMessageAuthorId: 'tom' }],
    ['Us', { lastMessageAuthorKind: 'USER', lastMessageAuthorId: 'who left' }],
    ['Us', { lastMessageAuthorKind: 'API', lastMessageAuthorId: null }],
    ['Us', {}],
  ])('says %s of what our side wrote: %o', (who, author) => {
    expect(ours(author)).toBe(`${who}: Bay 3 is free`);
  });

  it("is the customer's words as they are", () => {
    const last = { lastMessagePreview: 'Is bay 3 free?', lastMessageDirection: 'INBOUND' } as const;
    expect(lastLine(last, 'me', PEOPLE)).toBe('Is bay 3 free?');
  });
});
