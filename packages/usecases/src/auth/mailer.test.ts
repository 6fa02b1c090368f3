import { type AddressInfo, type Socket, createServer } from 'node:net';
import type { Log } from '@frontdesk/core/log';
import { describe, expect, it } from 'vitest';
import { openMailer } from './mailer.ts';

const lines: unknown[] = [];
const log: Log = {
  debug: () => {},
  info: (fields) => void lines.push(fields),
  warn: () => {},
  error: () => {},
};

/** A mail server that takes one message (RFC 5321) and shows what it was given. */
async function mailServer(): Promise<{ port: number; received: Promise<string>; close(): void }> {
  const { promise: received, resolve } = Promise.withResolvers<string>();
  const serve = (socket: Socket): void => {
    let text = '';
    let inData = false;
    socket.setEncoding('utf8').write('220 mail.example ESMTP\r\n');
    socket.on('data', (chunk) => {
      text += String(chunk);
      if (inData) {
        if (!text.includes('\r\n.\r\n')) return;
        inData = false;
        resolve(text);
        return void socket.write('250 kept\r\n');
      }
      inData = /(?:^|\n)DATA\r\n/.test(text);
      socket.write(inData ? '354 go on\r\n' : '250 mail.example\r\n');
    });
    socket.on('error', () => {});
  };
  const server = createServer(serve);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return { port: (server.address() as AddressInfo).port, received, close: () => server.close() };
}

const mail = { to: 'ada@club.example', subject: 'Set a new password', text: 'Open this link' };

describe('mail', () => {
  it('is handed to the server of SMTP_URL, from the product’s own domain', async () => {
    const server = await mailServer();
    const mailer = openMailer(
      { smtpUrl: `smtp://127.0.0.1:${server.port}`, baseUrl: 'https://desk.example' },
      log,
    );
    await mailer.send(mail);
    const text = await server.received;
    expect(text).toMatch(/MAIL FROM:<no-reply@desk.example>/);
    expect(text).toMatch(/RCPT TO:<ada@club.example>/);
    expect(text).toMatch(/Subject: Set a new password/);
    expect(text).toMatch(/Open this link/);
    mailer.close();
    server.close();
  });

  it('that could not be handed over rejects', async () => {
    const mailer = openMailer(
      { smtpUrl: 'smtp://127.0.0.1:1', baseUrl: 'https://desk.example' },
      log,
    );
    await expect(mailer.send(mail)).rejects.toThrow('ECONNREFUSED');
    mailer.close();
  });

  it('without a server is written to the log', async () => {
    await openMailer({ smtpUrl: undefined, baseUrl: 'http://localhost:3000' }, log).send(mail);
    expect(lines).toEqual([{ mail }]);
  });
});
