import { type Rights, seesEveryInbox } from '@frontdesk/core/roles';

/** The rule of `can` as a condition on rows with an inbox: of every query that a member makes. */
export const visible = (rights: Rights): { readonly inboxId?: { readonly in: string[] } } =>
  seesEveryInbox(rights) ? {} : { inboxId: { in: [...rights.inboxIds] } };
