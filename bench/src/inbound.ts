import { type Desk, type TestInbox } from '@frontdesk/testkit/desk';
import { deliver, whatsappBody } from '@frontdesk/testkit/whatsapp-webhook';

/** One message of one of the bench's customers, as a signed webhook. Throws unless it is taken. */
export async function postMessage(
  inbox: TestInbox,
  { customer, text }: { customer: number; text: string },
): Promise<void> {
  const from = `1555${String(1_000_000 + customer)}`;
  const id = `wamid.${crypto.randomUUID()}`;
  const answer = await deliver(inbox, whatsappBody([{ inbox, messages: [{ id, from, text }] }]));
  await answer.arrayBuffer();
  if (answer.status !== 200) throw new Error(`webhook: ${answer.status}`);
}

export type BenchPlace = {
  readonly url: string;
  readonly databaseUrl: string;
  readonly desk: Desk;
  readonly texts: readonly string[];
};
