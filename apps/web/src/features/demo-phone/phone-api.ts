import type { ChannelKind } from '@frontdesk/core/entities';
import { request } from '../../api/request.ts';
import type { Answer } from '../../api/request.ts';

export type PhoneInbox = {
  readonly id: string;
  readonly name: string;
  readonly channel: ChannelKind;
  readonly address: string | null;
};
export type PhoneCustomer = { readonly customer: string; readonly name: string };

/** What that customer's phone shows: what was sent from it, and what arrived on it. */
export type PhoneMessage = {
  readonly id: string;
  readonly from: 'customer' | 'business';
  readonly text: string;
  /** ISO 8601. */
  readonly at: string;
  readonly media: {
    readonly url: string;
    readonly mime: string;
    readonly fileName: string | null;
  } | null;
  /** How far a message to the business got, or what the phone has told the sender. */
  readonly status: 'sent' | 'delivered' | 'read' | null;
};

/** What one of the club's own systems was asked to do by a procedure. */
export type SystemCall = {
  readonly id: string;
  readonly system: string;
  readonly event: string;
  readonly customer: string;
  /** Whom a reset link was sent to. */
  readonly mailTo: string | null;
  /** ISO 8601. */
  readonly at: string;
};

export type PhoneSay = {
  readonly customer: string;
  readonly name?: string;
  readonly text?: string;
  readonly mediaBase64?: string;
  readonly mime?: string;
  readonly fileName?: string;
};

const root = (inboxId: string) => `/demo/phone/${encodeURIComponent(inboxId)}`;

export const listInboxes = (): Promise<Answer<{ data: PhoneInbox[] }>> =>
  request('GET', '/demo/phone/inboxes');
export const listCustomers = (inboxId: string): Promise<Answer<{ data: PhoneCustomer[] }>> =>
  request('GET', `${root(inboxId)}/customers`);
export const listMessages = (
  inboxId: string,
  customer: string,
  signal: AbortSignal,
): Promise<Answer<{ data: PhoneMessage[] }>> =>
  request('GET', `${root(inboxId)}/messages?customer=${encodeURIComponent(customer)}`, { signal });
export const listSystemCalls = (signal: AbortSignal): Promise<Answer<{ data: SystemCall[] }>> =>
  request('GET', '/demo/systems/calls', { signal });
export const say = (inboxId: string, body: PhoneSay): Promise<Answer<unknown>> =>
  request('POST', `${root(inboxId)}/messages`, { body });
