import { describe, expect, it } from 'vitest';
import { NO_FILTERS, addressOf, filterCount, placeOf } from './place.ts';

describe('the address of the inbox', () => {
  it('names view, conversation, filters and panel, and reads back the same', () => {
    const place = {
      view: { kind: 'tag' as const, id: '6f2c' },
      conversationId: '0199',
      details: true,
      filters: {
        ...NO_FILTERS,
        sort: 'waiting' as const,
        unread: true,
        channel: 'whatsapp' as const,
      },
    };
    expect(addressOf(place)).toBe(
      '/inbox/tag.6f2c/0199?sort=waiting&unread=1&channel=whatsapp&panel=details',
    );
    expect(placeOf(addressOf(place))).toEqual(place);
  });
  it('falls back to all open conversations', () => {
    for (const address of ['/', '/inbox', '/inbox/nonsense', '/inbox/tag.', '/settings/team'])
      expect(placeOf(address)).toEqual({
        view: { kind: 'open' },
        conversationId: null,
        details: false,
        filters: NO_FILTERS,
      });
  });
  it('ignores filters that it does not know', () => {
    expect(placeOf('/inbox/mine?channel=fax&priority=SOON&sort=loudest').filters).toEqual(
      NO_FILTERS,
    );
  });
  it('counts filters without the sort', () => {
    expect(filterCount({ ...NO_FILTERS, sort: 'oldest' })).toBe(0);
    expect(filterCount({ ...NO_FILTERS, unread: true, tagId: 'x' })).toBe(2);
  });
});
