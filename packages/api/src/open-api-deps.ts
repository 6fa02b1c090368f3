import { openMailer } from '@frontdesk/usecases/auth/mailer';
import { SigningKeys } from '@frontdesk/usecases/auth/signing-keys';
import type { Deps } from '@frontdesk/usecases/deps';
import { WebhookInboxes } from '@frontdesk/usecases/inboxes/webhook-inboxes';
import type { ApiDeps } from './api-deps.ts';
import { DemoVendors } from './demo/demo-vendors.ts';
import { BootstrapAdmission } from './http/bootstrap-admission.ts';
import { type Limits, RateLimits, type RedisClient, limitsOf } from './http/rate-limits.ts';
import { RefusedWebhooks } from './webhooks/refused-webhooks.ts';

/** Seed 000 allows two seconds for the whole answer, reading and procedure included. */
const ANSWER_WITHIN_MS = 1_800;

type Options = Pick<ApiDeps, 'execute' | 'version' | 'onAnswer' | 'onCompared'> & {
  readonly answerWithinMs?: number;
  /** An `ioredis` client, where several gateways share their counts. */
  readonly redis?: RedisClient;
  readonly limits?: Partial<Limits>;
};

/** What `createApi` takes, from what every process shares. Rejects when the database is away. End with {@link closeApiDeps}. */
export async function openApiDeps(deps: Deps, options: Options): Promise<ApiDeps> {
  const { redis, limits: given, ...rest } = options;
  const limits = new RateLimits({ ...limitsOf(deps.settings), ...given }, redis);
  return {
    ...deps,
    answerWithinMs: ANSWER_WITHIN_MS,
    ...rest,
    limits,
    bootstraps: new BootstrapAdmission(() => deps.now().getTime()),
    attempts: limits,
    keys: await SigningKeys.open(deps),
    mailer: openMailer(deps.settings, deps.log),
    demo: deps.settings.demo ? new DemoVendors(deps) : null,
    webhookInboxes: new WebhookInboxes(deps),
    refusedWebhooks: new RefusedWebhooks(deps),
  };
}

/** Lets go of what {@link openApiDeps} opened; what it was given stays open. */
export async function closeApiDeps(deps: Pick<ApiDeps, 'mailer' | 'demo'>): Promise<void> {
  deps.mailer.close();
  await deps.demo?.close();
}
