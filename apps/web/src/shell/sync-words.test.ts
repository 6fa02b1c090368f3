import type { SyncStatus } from '@frontdesk/sync/client/sync-client';
import { describe, expect, it } from 'vitest';
import { noticeOf } from './sync-notice.ts';
import { markOf } from './sync-words.ts';

const status = (fields: Partial<SyncStatus>): SyncStatus => ({
  connection: 'live',
  usable: true,
  complete: true,
  pending: 0,
  unsaved: 0,
  asOf: null,
  retryAt: null,
  reason: null,
  journal: 'kept',
  store: 'kept',
  mismatches: 0,
  ...fields,
});
const words = (fields: Partial<SyncStatus>) => markOf(status(fields)).words;

describe('the mark', () => {
  it('tells kept here from known to all (rule 121)', () => {
    expect(words({})).toBe('Saved for all');
    expect(words({ pending: 2 })).toBe('Saved here · 2 to go');
    expect(words({ pending: 2, unsaved: 1 })).toBe('Saving…');
    expect(words({ connection: 'offline' })).toBe('Offline');
    expect(words({ connection: 'offline', pending: 3 })).toBe('Offline · 3 to go');
  });
  it('never says saved where nothing is kept (rule 121)', () => {
    expect(words({ journal: 'volatile' })).toBe('Not kept on this device');
    expect(words({ journal: 'volatile', pending: 1, unsaved: 1 })).toBe(
      'Not kept on this device · 1 to go',
    );
    expect(words({ journal: 'failed', connection: 'offline' })).toBe('Cannot save here');
    const { tip } = markOf(status({ connection: 'offline', journal: 'volatile', pending: 2 }));
    expect(tip).toBe('Offline. 2 changes wait, only in this window.');
  });
  it('says what stands between my work and everybody', () => {
    expect(words({ connection: 'signed_out', pending: 1 })).toBe('Signed out');
    expect(words({ connection: 'upgrade' })).toBe('Old version');
    expect(words({ connection: 'locked' })).toBe('Locked');
    expect(words({ connection: 'opening', complete: false })).toBe('Opening…');
    expect(words({ connection: 'loading', complete: false })).toBe('Catching up…');
    expect(words({ connection: 'loading' })).toBe('Saved for all');
  });
});

describe('the line across the top', () => {
  it('is there only when something is to be known', () => {
    expect(noticeOf(status({ pending: 4 }))).toBeNull();
    expect(noticeOf(status({ connection: 'connecting' }))).toBeNull();
  });
  it('says since when, what waits, and what one can do', () => {
    const asOf = new Date(2026, 10, 20, 14, 2).getTime();
    expect(noticeOf(status({ connection: 'offline', asOf, pending: 1 }))).toEqual({
      tone: 'warn',
      words: 'Offline · as of 14:02',
      action: 'retry',
      waiting: '1 change waits',
    });
    expect(noticeOf(status({ connection: 'signed_out', pending: 2 }))).toMatchObject({
      action: 'sign_in',
      waiting: '2 changes wait',
    });
    expect(noticeOf(status({ connection: 'upgrade' }))?.action).toBe('reload');
    expect(noticeOf(status({ connection: 'locked' }))?.action).toBe('retry');
  });
  it('speaks of a device that keeps nothing before anything else (rule 121)', () => {
    expect(noticeOf(status({ journal: 'failed', connection: 'offline' }))?.words).toMatch(
      /cannot keep new work/,
    );
    const open = noticeOf(status({ connection: 'offline', journal: 'volatile', pending: 1 }));
    expect(open?.words).toBe('Offline · keep this window open');
  });
});
