import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import { fakes } from '@frontdesk/channels/fakes';
import { FakeVendors, type ReceiptStep } from '@frontdesk/connector-kit/fake-vendor/fake-vendors';
import type { ReceivedMessage } from '@frontdesk/connector-kit/fake-vendor/phone-journal';
import type { CustomerSays } from '@frontdesk/connector-kit/fake-vendor/protocol';
import type { Role } from '@frontdesk/core/roles';
import { Person, type Signed, post } from './person.ts';

export type VendorKind = 'whatsapp' | 'openphone';

export type TestInbox = {
  readonly id: string;
  readonly kind: VendorKind | 'webchat';
  readonly name: string;
  /** Absolute. */
  readonly webhookUrl: string;
  readonly accountId: string;
  readonly creds: Readonly<Record<string, unknown>>;
};

const PASSWORD = 'a long enough passphrase';

/** An organization of one test file's own, with its people and inboxes, and vendors that nobody else talks to. */
export class Desk {
  readonly url: string;
  readonly vendors: FakeVendors;
  readonly owner: Person;
  readonly #closeVendors: () => Promise<void>;

  private constructor(
    url: string,
    owner: Person,
    vendors: FakeVendors,
    closeVendors: () => Promise<void>,
  ) {
    this.url = url;
    this.owner = owner;
    this.vendors = vendors;
    this.#closeVendors = closeVendors;
  }

  static async open(
    url: string,
    receipts?: (message: ReceivedMessage) => readonly ReceiptStep[],
  ): Promise<Desk> {
    const vendors = new FakeVendors({
      protocols: fakes,
      retryGapsMs: [50, 100, 200, 400],
      ...(receipts === undefined ? {} : { receipts }),
    });
    const listening = await vendors.listen();
    const close = async (): Promise<void> => {
      await vendors.close();
      await listening.close();
    };
    const form = {
      email: `olive-${randomUUID()}@desk.test`,
      password: PASSWORD,
      name: 'Olive Owner',
      organizationName: 'Fairway Club',
    };
    const signed = await post<Signed>(url, '/auth/register', form);
    return new Desk(url, new Person(url, signed, PASSWORD), vendors, close);
  }

  close(): Promise<void> {
    return this.#closeVendors();
  }

  /** Somebody who was invited and has accepted; inboxes are granted to those whose role does not see them all. */
  async member(role: Role, name: string, inboxes: readonly TestInbox[] = []): Promise<Person> {
    const users = `/organizations/${this.owner.organizationId}/users`;
    const email = `${name.split(' ')[0]?.toLowerCase()}-${randomUUID()}@desk.test`;
    const invited = await this.owner.must<{ link: string; membershipId: string }>('POST', users, {
      email,
      name,
      role,
    });
    const token = new URL(invited.link, this.url).searchParams.get('token');
    const form = { token, name, password: PASSWORD };
    const signed = await post<Signed>(this.url, '/auth/accept-invitation', form);
    for (const { id } of inboxes) {
      const { membershipId } = invited;
      await this.owner.must('POST', `/inboxes/${id}/grants`, { membershipId });
    }
    return new Person(this.url, signed, PASSWORD);
  }

  /** Creates an inbox as an owner would, and makes its vendor know it. */
  async inbox(
    kind: TestInbox['kind'],
    { name, legacy = false }: InboxOptions = {},
  ): Promise<TestInbox> {
    const credentials = credentialsOf(kind, legacy);
    const isAtVendor = kind !== 'webchat';
    const connect = (webhookUrl: string): string =>
      isAtVendor ? this.vendors.connect({ kind, creds: credentials as never, webhookUrl }) : '';
    // Before the inbox is there: its credentials are tried at once.
    const accountId = connect(this.url);
    const form = {
      channel: kind,
      name: name ?? INBOX_NAMES[kind],
      credentials,
      ...(isAtVendor ? { baseUrl: this.vendors.baseUrl(kind) } : {}),
    };
    const made = await this.owner.must<{ id: string; webhookUrl: string }>(
      'POST',
      '/inboxes',
      form,
    );
    const webhookUrl = new URL(made.webhookUrl, this.url).href;
    connect(webhookUrl);
    return { id: made.id, kind, name: form.name, webhookUrl, accountId, creds: credentials };
  }

  /** Somebody who writes to one inbox, known there by a number of their own. */
  customer(inbox: TestInbox, name: string): Customer {
    const number = `1555${randomInt(1_000_000, 9_999_999)}`;
    return new Customer(this.vendors, inbox, {
      name,
      key: inbox.kind === 'openphone' ? `+${number}` : number,
    });
  }
}

type InboxOptions = {
  readonly name?: string;
  /** OpenPhone: the old generation of webhooks. */
  readonly legacy?: boolean;
};

const INBOX_NAMES = {
  whatsapp: 'Club WhatsApp',
  openphone: 'Club text line',
  webchat: 'Club website',
};

/** Fresh ones each time: the shared webhook paths know accounts of all organizations. */
function credentialsOf(kind: TestInbox['kind'], legacy: boolean): Record<string, unknown> {
  const secret = (): string => randomBytes(24).toString('hex');
  const key = legacy
    ? { signingKey: randomBytes(32).toString('base64') }
    : { webhookSecret: `whsec_${randomBytes(32).toString('base64')}` };
  switch (kind) {
    case 'whatsapp':
      return {
        phoneNumberId: `1${randomInt(1e12, 9e12)}`,
        businessAccountId: `2${randomInt(1e9, 9e9)}001`,
        accessToken: secret(),
        appSecret: secret(),
        verifyToken: secret(),
      };
    case 'openphone':
      return {
        apiKey: secret(),
        phoneNumberId: `PN${secret().slice(0, 20)}`,
        userId: 'US1',
        ...key,
      };
    case 'webchat':
      return {};
  }
}

/** A customer with a phone in their hand. */
export class Customer {
  readonly name: string;
  /** As the channel knows them. */
  readonly key: string;
  /** What agents read: a text message carries a number and no name. */
  readonly shownAs: string;
  readonly #vendors: FakeVendors;
  readonly #inbox: TestInbox;

  constructor(vendors: FakeVendors, inbox: TestInbox, who: { name: string; key: string }) {
    this.#vendors = vendors;
    this.#inbox = inbox;
    this.name = who.name;
    this.key = who.key;
    this.shownAs = inbox.kind === 'openphone' ? who.key : who.name;
  }

  /** Returns the vendor's id of the message. */
  says(what: string | Omit<CustomerSays, 'accountId' | 'from'>): string {
    const said = typeof what === 'string' ? { text: what } : what;
    const { accountId, kind } = this.#inbox;
    return this.#vendors.customerSays(kind, {
      name: this.name,
      ...said,
      accountId,
      from: this.key,
    });
  }

  /** Opens the conversation on the phone: the channel reports what stands there as read. */
  reads(): void {
    this.#vendors.customerReads(this.#inbox.kind, this.#inbox.accountId, this.key);
  }

  /** What reached the phone. */
  received(): readonly ReceivedMessage[] {
    return this.#vendors.received(this.#inbox.kind, this.#inbox.accountId, this.key);
  }
}
