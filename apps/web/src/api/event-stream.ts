/** One event of a `text/event-stream`. */
export type StreamEvent = { readonly event: string; readonly data: string };

/** What a line of a stream may end with; a lone CR may be the first half of CRLF, so it is not one at a chunk's end. */
const LINE_END = /\r\n|\n|\r(?!$)/;

/** Cuts a stream's text into events by the rules of the HTML standard; comments and unknown fields are passed over. */
class EventParser {
  #rest = '';
  #event = '';
  #data: string[] = [];

  /** The events that this piece of text completes. */
  take(text: string): StreamEvent[] {
    const lines = (this.#rest + text).split(LINE_END);
    this.#rest = lines.pop() ?? '';
    return lines.flatMap((line) => (line === '' ? this.#close() : this.#field(line)));
  }

  #field(line: string): [] {
    const [, field = '', text = ''] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
    if (field === 'event') this.#event = text;
    if (field === 'data') this.#data.push(text);
    return [];
  }

  /** An empty line ends an event; without data it was none. */
  #close(): StreamEvent[] {
    const closed = { event: this.#event || 'message', data: this.#data.join('\n') };
    const events = this.#data.length > 0 ? [closed] : [];
    this.#event = '';
    this.#data = [];
    return events;
  }
}

/** The events of a response's body as they come; one that is cut off is none. Ends the request when nobody listens any more. */
export async function* streamEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<StreamEvent> {
  const decoder = new TextDecoder();
  const parser = new EventParser();
  const reader = body.getReader();
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      yield* parser.take(decoder.decode(value, { stream: true }));
    }
  } finally {
    // A body that is over or broken does not mind.
    await reader.cancel().catch(() => undefined);
  }
}
