import { describe, expect, it } from 'vitest';
import { streamEvents } from './event-stream.ts';
import type { StreamEvent } from './event-stream.ts';

const bodyOf = (...chunks: string[]) =>
  new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(new TextEncoder().encode(chunk));
      controller.close();
    },
  });
async function eventsOf(body: ReadableStream<Uint8Array>): Promise<StreamEvent[]> {
  const events: StreamEvent[] = [];
  for await (const one of streamEvents(body)) events.push(one);
  return events;
}
const all = (...chunks: string[]) => eventsOf(bodyOf(...chunks));

describe('an event stream', () => {
  it('is read event by event, wherever the network cuts it', async () => {
    const text = 'event: start\ndata: {"a":1}\n\nevent: text\ndata: {"delta":"Hi"}\n\n';
    const expected = [
      { event: 'start', data: '{"a":1}' },
      { event: 'text', data: '{"delta":"Hi"}' },
    ];
    expect(await all(text)).toEqual(expected);
    expect(await all(...text)).toEqual(expected);
  });
  it('may end its lines as it likes, also in the middle of a chunk', async () => {
    expect(await all('event: text\r', '\ndata: 1\r\n\r\n')).toEqual([{ event: 'text', data: '1' }]);
  });
  it('holds letters that a chunk cuts in two', async () => {
    const bytes = new TextEncoder().encode('data: ä\n\n');
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const byte of bytes) controller.enqueue(new Uint8Array([byte]));
        controller.close();
      },
    });
    expect(await eventsOf(body)).toEqual([{ event: 'message', data: 'ä' }]);
  });
  it('joins lines of data, and passes over comments', async () => {
    expect(await all(': keep-alive\n\ndata: a\ndata: b\n\n')).toEqual([
      { event: 'message', data: 'a\nb' },
    ]);
  });
  it('has no event that was cut off', async () => {
    expect(await all('data: a\n\ndata: b')).toHaveLength(1);
  });
  it('ends its source when nobody listens any more', async () => {
    let ended = false;
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new TextEncoder().encode('data: a\n\n')),
      cancel: () => {
        ended = true;
      },
    });
    for await (const one of streamEvents(body)) if (one.data === 'a') break;
    expect(ended).toBe(true);
  });
});
