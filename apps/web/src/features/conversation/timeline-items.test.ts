import type { Message, Note } from '@frontdesk/core/entities';
import type { SopRun } from '@frontdesk/core/sops/entities';
import { describe, expect, it } from 'vitest';
import { lateBy, seenUpTo, timelineItems, withoutGap } from './timeline-items.ts';

const message = (fields: Partial<Message>) =>
  ({
    direction: 'INBOUND',
    vendorAt: null,
    createdAt: '2026-11-20T10:00:00Z',
    ...fields,
  }) as Message;
const rows = (messages: Message[], notes: Note[] = [], runs: SopRun[] = []) => ({
  messages,
  notes,
  events: [],
  runs,
});

describe('the timeline', () => {
  it('follows the numbers of the server, whatever the clocks say', () => {
    const items = timelineItems(
      rows([
        message({ id: 'b', number: 2, createdAt: '2026-11-20T09:00:00Z' }),
        message({ id: 'a', number: 1 }),
      ]),
    );
    expect(items.map((item) => item.row.id)).toEqual(['a', 'b']);
  });
  it('leaves out what is known here of long before the part that was fetched', () => {
    const [old, fetched, pending] = [
      message({ id: 'old', number: 2 }),
      message({ id: 'fetched', number: 60 }),
      message({ id: 'pending', number: 0 }),
    ];
    const items = timelineItems(rows([old, pending]), rows([fetched]));
    expect(withoutGap(items, [fetched]).map((item) => item.row.id)).toEqual(['fetched', 'pending']);
  });
  it('puts pending rows last, in the order in which they were written', () => {
    const pending = [
      message({ id: 'y', number: 0, createdAt: '2026-11-20T10:00:02Z' }),
      message({ id: 'x', number: 0, createdAt: '2026-11-20T10:00:01Z' }),
    ];
    expect(
      timelineItems(rows([...pending, message({ id: 'a', number: 7 })])).map((item) => item.row.id),
    ).toEqual(['a', 'x', 'y']);
  });
  it('has a run behind the message that called for it, whatever the clocks say', () => {
    const run = { id: 'run', number: 1, createdAt: '2026-11-20T09:00:00Z' } as SopRun;
    const items = timelineItems(
      rows([message({ id: 'a', number: 1 }), message({ id: 'b', number: 2 })], [], [run]),
    );
    expect(items.map((item) => item.row.id)).toEqual(['a', 'run', 'b']);
  });
  it('takes a row once when history and replica both have it', () => {
    const row = message({ id: 'a', number: 1 });
    expect(timelineItems(rows([row]), rows([{ ...row }]))).toHaveLength(1);
  });
  it('knows the newest number on the screen, and pending rows do not count', () => {
    expect(
      seenUpTo(
        timelineItems(rows([message({ id: 'a', number: 4 }), message({ id: 'b', number: 0 })])),
      ),
    ).toBe(4);
  });
  it('calls a message late when it came minutes after it was written', () => {
    expect(lateBy(message({ vendorAt: '2026-11-20T09:00:00Z' }))).toBe(3_600_000);
    expect(lateBy(message({ vendorAt: '2026-11-20T09:59:30Z' }))).toBeNull();
    expect(lateBy(message({ direction: 'OUTBOUND', vendorAt: '2026-11-20T09:00:00Z' }))).toBeNull();
  });
});
