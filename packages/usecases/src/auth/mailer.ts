import type { Log } from '@frontdesk/core/log';
import type { Settings } from '@frontdesk/core/settings';
import type { Transporter } from 'nodemailer';

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
  const { smtpUrl } = settings;
  let transport: Promise<Transporter> | undefined;
  const open = async (): Promise<Transporter> =>
    (await import('nodemailer')).createTransport(smtpUrl);
  const from = `Frontdesk <no-reply@${new URL(settings.baseUrl).hostname}>`;
  return {
    async send(mail) {
      // Loaded with the first mail: most processes send none.
      transport ??= open();
      await (await transport).sendMail({ from, ...mail });
    },
    close: () => void transport?.then((opened) => opened.close()),
  };
}
