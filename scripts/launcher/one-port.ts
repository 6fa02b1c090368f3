import { createServer } from 'node:net';
import { Refusal } from './refusal.ts';

/** Refuses when the one port cannot be listened on, before anything is started for it. */
export function checkPort(host: string, port: number): Promise<void> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const reason = PORT_ERRORS[error.code ?? ''] ?? error.message;
      reject(new Refusal(`port ${port} on ${host} ${reason}`));
    });
    server.listen(port, host, () => server.close(() => resolve()));
  });
}

const PORT_ERRORS: Record<string, string> = {
  EADDRINUSE: 'is taken; free it or set PORT to another one',
  EACCES: 'may only be used by root; set PORT to one above 1023',
  EADDRNOTAVAIL: 'cannot be used: HOST is not an address of this machine',
  ENOTFOUND: 'cannot be used: HOST is not known',
  EAI_AGAIN: 'cannot be used: HOST is not known',
};
