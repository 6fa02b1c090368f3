import type { Log } from '@frontdesk/core/log';
import type { Settings } from '@frontdesk/core/settings';
import { createTransport } from 'nodemailer';

export type Mail = { readonly to: string; readonly subject: string; readonly text: string };

export interface Mailer {
  /** Rejects when the mail could not be handed over. */
  send(mail: Mail): Promise<void>;
  close(): void;
}

/** Mail through `SMTP_URL`; without one it is written to the log, where the operator of a small set-up finds it. */
export function openMailer(settings: Pick<Settings, 'smtpUrl' | 'baseUrl'>, log: Log): Mailer {
  if (settings.smtpUrl === undefined) {
    return {
      async send({ to, subject, text }) {
        log.info({ mail: { to, subject, text } }, 'no SMTP_URL: this mail is not sent');
      },
      close() {},
    };
  }
  const transport = createTransport(settings.smtpUrl);
  const from = `Frontdesk <no-reply@${new URL(settings.baseUrl).hostname}>`;
  return {
    async send(mail) {
      await transport.sendMail({ from, ...mail });
    },
    close: () => transport.close(),
  };
}
