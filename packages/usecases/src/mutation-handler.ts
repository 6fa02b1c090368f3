import type { Outcome } from '@frontdesk/core/errors';
import type { MutationArguments, MutationName } from '@frontdesk/core/mutations/arguments';
import type { Permission, Rights } from '@frontdesk/core/roles';
import type { Tx } from '@frontdesk/db/client';

/** Who writes. A person or an API key has a membership; AI and jobs act for the organization. */
export type Actor = {
  readonly kind: 'USER' | 'API' | 'AI' | 'SYSTEM';
  readonly organizationId: string;
  readonly userId: string | null;
  readonly membershipId: string | null;
  /** Of the AI, which does nothing but steps of runs: the one that it carries out. */
  readonly runStepId?: string;
  /** An API key's scopes: it may do no more than these. */
  readonly keyScopes?: ReadonlySet<Permission>;
  readonly ip?: string;
  readonly userAgent?: string;
};

/** Who asks a use case for something, and what their role and their key allow. */
export type By = { readonly actor: Actor; readonly rights: Rights };

/** What a handler may use: one transaction, the rights that were read inside it, and the server's clock. */
export type MutationContext = {
  readonly tx: Tx;
  readonly actor: Actor;
  readonly rights: Rights;
  readonly now: Date;
  /** The mutation's uid, for ids that a handler derives. */
  readonly uid: string;
  /**
   * It took effect before, on a database that was set back since: what it says to a customer may have left already, and
   * leaves again only when a person says so (rule 10).
   */
  readonly resent?: true;
};

/**
 * The server's effect of a mutation. A refusal rolls its writes back and is recorded as the mutation's
 * result; a throw is an infrastructure failure, consumes nothing and is tried again.
 */
export type MutationHandler<N extends MutationName> = (
  context: MutationContext,
  args: MutationArguments[N],
) => Promise<Outcome<unknown>>;

export type MutationHandlers = { readonly [N in MutationName]: MutationHandler<N> };
