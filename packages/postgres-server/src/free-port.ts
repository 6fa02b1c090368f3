import { createServer } from 'node:net';

/**
 * A port of 127.0.0.1 on which nothing listened a moment ago, for programs that cannot listen on 0 and say where they
 * are: the wanted one, or any. Undefined when the wanted one is taken.
 */
export function freePort(): Promise<number>;
export function freePort(wanted: number): Promise<number | undefined>;
export function freePort(wanted = 0): Promise<number | undefined> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', (error) => (wanted === 0 ? reject(error) : resolve(undefined)));
    server.listen(wanted, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'string' ? undefined : address?.port));
    });
  });
}
