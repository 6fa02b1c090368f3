import type { ChecksumAnswer, MutationResult } from '@frontdesk/core/sync-protocol';
import type { AuthDeps } from '@frontdesk/usecases/auth/auth-deps';
import type { Deps } from '@frontdesk/usecases/deps';
import type { MutationCommand } from '@frontdesk/usecases/execute/mutation-command';
import type { WebhookInboxes } from '@frontdesk/usecases/inboxes/webhook-inboxes';
import type { DemoVendors } from './demo/demo-vendors.ts';
import type { BootstrapAdmission } from './http/bootstrap-admission.ts';
import type { RateLimits } from './http/rate-limits.ts';
import type { RefusedWebhooks } from './webhooks/refused-webhooks.ts';

/** What the REST surface needs from the process that serves it. */
export type ApiDeps = Deps &
  AuthDeps & {
    /** The only write path of mutations. */
    readonly execute: (command: MutationCommand) => Promise<MutationResult>;
    readonly limits: RateLimits;
    readonly webhookInboxes: WebhookInboxes;
    readonly refusedWebhooks: RefusedWebhooks;
    /** The built-in vendors; null outside the demo. */
    readonly demo: DemoVendors | null;
    /** How long a program's message is waited for before it is answered with what is known, in milliseconds. */
    readonly answerWithinMs: number;
    /** Of the product, for `/health` and the API's document. */
    readonly version: string;
    /** Called once for each answer, for the request log and the metrics. */
    readonly onAnswer?: (answered: Answered) => void;
    /** Called with what came of each comparison of a replica's checksums. */
    readonly onCompared?: (result: ChecksumAnswer['result']) => void;
    /** Who may begin a replica now. */
    readonly bootstraps: BootstrapAdmission;
  };

/** One answered request, without anything that a customer or a colleague typed: no URL, no body, no address. */
export type Answered = {
  readonly requestId: string;
  readonly method: string;
  /** The route's pattern, such as `/api/v1/contacts/:id`. */
  readonly route: string;
  readonly status: number;
  readonly durationMs: number;
  readonly userId: string | undefined;
  readonly organizationId: string | undefined;
};
