import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { now } from './clock.ts';

/** How often a share of what may pass in a second is let through. In milliseconds. */
const STEP_MS = 100;

export type ThrottledLink = {
  readonly url: string;
  /** From now on so many bytes a second come through from the server; 0: nothing is read at all. */
  allow(bytesPerSecond: number): void;
  /** When the server last closed a connection, by the machine's clock; undefined before. */
  readonly closedAt: number | undefined;
  /** Bytes that came through so far. */
  readonly passed: number;
  close(): Promise<void>;
};

/** A line to a server, over which as much comes in a second as one says; what goes to the server is not held up. */
export async function openThrottledLink(serverPort: number): Promise<ThrottledLink> {
  const lines = new Map<Socket, Socket>();
  let rate = Number.POSITIVE_INFINITY;
  let closedAt: number | undefined;
  let passed = 0;
  const pass = (from: Socket, to: Socket, most: number): void => {
    const bytes: Buffer | null = from.read(Math.min(from.readableLength, most));
    if (bytes) to.write(bytes);
    passed += bytes?.length ?? 0;
  };
  const step = (): void => {
    if (rate === 0) return;
    const most = Math.floor((rate * STEP_MS) / 1_000);
    for (const [near, far] of lines) pass(far, near, most);
  };
  const timer = setInterval(step, STEP_MS);
  const server = createServer((near) => {
    const far = connect(serverPort, '127.0.0.1');
    lines.set(near, far);
    near.pipe(far);
    far.on('readable', () => {
      if (!Number.isFinite(rate)) pass(far, near, rate);
    });
    const ended = (): void => {
      lines.delete(near);
      near.destroy();
      far.destroy();
    };
    far.on('close', () => {
      closedAt = now();
      ended();
    });
    near.on('close', ended);
    for (const socket of [near, far]) socket.on('error', ended);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    allow(bytesPerSecond) {
      rate = bytesPerSecond;
      step();
    },
    get closedAt() {
      return closedAt;
    },
    get passed() {
      return passed;
    },
    close() {
      clearInterval(timer);
      for (const near of lines.keys()) near.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
