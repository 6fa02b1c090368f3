import { newId } from '@frontdesk/core/ids';
import type { WebhookInbox } from '@frontdesk/usecases/inboxes/webhook-inboxes';
import type { Deps } from '@frontdesk/usecases/deps';

/** Whoever floods us with forged webhooks must not fill the audit log: one line per inbox in this time, with a count. */
const ONE_LINE_EVERY_MS = 60_000;

type Count = { refused: number; writtenAt: number };

/** Counts webhooks that proved nothing, and says so in the audit log of the inbox they were for; never their body. */
export class RefusedWebhooks {
  readonly #deps: Pick<Deps, 'db' | 'log' | 'now'>;
  readonly #counts = new Map<string, Count>();

  constructor(deps: Pick<Deps, 'db' | 'log' | 'now'>) {
    this.#deps = deps;
  }

  async note(
    channel: string,
    reason: string,
    inboxes: readonly WebhookInbox[],
    ip: string | undefined,
  ): Promise<void> {
    const fields = { channel, reason, inboxIds: inboxes.map((one) => one.inboxId) };
    this.#deps.log.warn(fields, 'a webhook was refused');
    const due = inboxes.flatMap((inbox) => this.#count(inbox));
    if (due.length === 0) return;
    const at = this.#deps.now();
    await this.#deps.db.asWorker((tx) =>
      tx.auditEntry.createMany({
        data: due.map(({ organizationId, inboxId, refused }) => ({
          id: newId(),
          organizationId,
          actorKind: 'SYSTEM',
          action: 'webhook.refused',
          resource: 'inbox',
          resourceId: inboxId,
          data: { channel, reason, refused },
          ip: ip ?? null,
          at,
        })),
      }),
    );
  }

  /** The line that is due for this inbox, if one is: with how many have come since the last one. */
  #count(inbox: WebhookInbox): (WebhookInbox & { refused: number })[] {
    const now = this.#deps.now().getTime();
    const count = this.#counts.get(inbox.inboxId) ?? { refused: 0, writtenAt: 0 };
    count.refused += 1;
    this.#counts.set(inbox.inboxId, count);
    if (now - count.writtenAt < ONE_LINE_EVERY_MS) return [];
    const { refused } = count;
    count.refused = 0;
    count.writtenAt = now;
    return [{ ...inbox, refused }];
  }
}
