import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { mindsAnswer } from './fake-mind.ts';
import type { Dialect, End, RecordedRequest, Reply, Turn } from './turn.ts';

/** A vendor of models on a port of this machine: a real HTTP server that speaks the real protocol. */
export class FakeModelServer {
  /** What came in, in order. */
  readonly requests: RecordedRequest[] = [];
  /** Between two pieces of every answer, so that people can watch one being written. */
  gapMs = 0;
  readonly #dialect: Dialect;
  readonly #server: Server;
  readonly #closing = new AbortController();
  #turns: Turn[] = [];
  #url = '';

  constructor(dialect: Dialect) {
    this.#dialect = dialect;
    this.#server = createServer((incoming, outgoing) => {
      void this.#serve(incoming, outgoing).catch(() => incoming.socket.destroy());
    });
  }

  async listen(port = 0): Promise<this> {
    this.#server.listen(port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.#url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    return this;
  }

  /** `http://127.0.0.1:<port>` */
  get url(): string {
    return this.#url;
  }

  /** What to do with the next requests, one turn each; afterwards it answers as a good vendor does. */
  script(...turns: readonly Turn[]): void {
    this.#turns.push(...turns);
  }

  clearScript(): void {
    this.#turns = [];
  }

  /** Ends open connections as well. */
  async close(): Promise<void> {
    this.#closing.abort();
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  async #serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const gone = new AbortController();
    const left = new Promise<boolean>((resolve) =>
      outgoing.once('close', () => {
        gone.abort();
        resolve(!outgoing.writableFinished);
      }),
    );
    const request = await recorded(incoming, left);
    this.requests.push(request);
    const until = AbortSignal.any([gone.signal, this.#closing.signal]);
    const immediate = this.#dialect.immediate(request);
    const turn = immediate === null ? (this.#turns.shift() ?? null) : null;
    if (turn?.kind === 'hang') return void (await pause(0x7fff_ffff, null, { signal: until }));
    if (turn?.kind === 'late') await pause(turn.ms, null, { signal: until });
    await this.#send(outgoing, immediate ?? this.#replyTo(request, turn), { request, turn, until });
  }

  #replyTo(request: RecordedRequest, turn: Turn | null): Reply {
    if (turn?.kind === 'refuse') {
      const reply = this.#dialect.refusal(turn.as, request);
      return { ...reply, headers: { ...reply.headers, ...turn.headers } };
    }
    if (turn?.kind === 'status')
      return { status: turn.status, headers: turn.headers ?? {}, pieces: [turn.body] };
    const question = this.#dialect.question(request);
    const reply = this.#dialect.answer(request, textFor(turn, question), endFor(turn));
    if (turn?.kind === 'garbage')
      return { ...reply, pieces: ['\u0000\u0001{"]', 'data: {\n\n', 'event: x\ndata: {"a"\n\n'] };
    return reply;
  }

  async #send(
    outgoing: ServerResponse,
    reply: Reply,
    { request, turn, until }: { request: RecordedRequest; turn: Turn | null; until: AbortSignal },
  ): Promise<void> {
    outgoing.writeHead(reply.status, reply.headers);
    outgoing.flushHeaders();
    const gapMs = turn?.kind === 'slow' ? turn.gapMs : this.gapMs;
    const stop = turn !== null && 'afterPieces' in turn ? turn : null;
    for (const piece of reply.pieces.slice(0, stop?.afterPieces)) {
      if (!outgoing.write(piece)) await once(outgoing, 'drain', { signal: until });
      if (gapMs > 0) await pause(gapMs, null, { signal: until });
    }
    if (stop === null || stop.kind === 'end-early') return void outgoing.end();
    if (stop.kind === 'error-event') return void outgoing.end(this.#dialect.errorEvent(request));
    // What was written reaches the other side before its connection ends.
    await pause(5, null, { signal: until });
    if (stop.kind === 'cut') outgoing.socket?.destroy();
    else await pause(0x7fff_ffff, null, { signal: until });
  }
}

function textFor(turn: Turn | null, question: Parameters<typeof mindsAnswer>[0]): string {
  if (turn?.kind === 'say') return turn.text;
  if (turn?.kind === 'huge') return 'la '.repeat(Math.ceil(turn.chars / 3));
  return mindsAnswer(question);
}

const endFor = (turn: Turn | null): End =>
  turn?.kind === 'refusal' || turn?.kind === 'incomplete' ? turn.kind : 'done';

async function recorded(
  incoming: IncomingMessage,
  left: Promise<boolean>,
): Promise<RecordedRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk);
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(incoming.headers))
    if (value !== undefined) headers[name] = String(value);
  return {
    method: incoming.method ?? 'GET',
    path: new URL(incoming.url ?? '/', 'http://vendor.invalid').pathname,
    headers,
    body: parsed(Buffer.concat(chunks).toString()),
    clientPort: incoming.socket.remotePort ?? 0,
    left,
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
