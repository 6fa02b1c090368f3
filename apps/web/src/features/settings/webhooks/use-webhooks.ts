import { useAsk } from '../ask.ts';

/** As `GET /api/v1/ai/webhooks` lists them; a secret is only in the answer that made it. */
export type OutgoingWebhook = {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  readonly lastCall: {
    readonly state: 'QUEUED' | 'DONE' | 'FAILED' | 'CANCELLED';
    /** What the receiver answered last. */
    readonly status: number | null;
    readonly error: string | null;
    readonly attempts: number;
    readonly at: string;
  } | null;
};

export const WEBHOOKS_PATH = '/ai/webhooks';

export const useWebhooks = () =>
  useAsk<{ readonly data: readonly OutgoingWebhook[] }>(WEBHOOKS_PATH);
