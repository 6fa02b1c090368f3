import { createServer } from 'node:net';

/** A port of 127.0.0.1 that was free a moment ago, for programs that cannot listen on 0 and say where they are. */
export function freePort(): Promise<number> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (address === null || typeof address === 'string') {
        throw new Error('a TCP server without an address');
      }
      server.close(() => resolve(address.port));
    });
  });
}
