'use client';
import { Button } from '@frontdesk/ui/button';
import { ChannelMark, channelName } from '@frontdesk/ui/channel-mark';
import { EmptyState } from '@frontdesk/ui/empty-state';
import { NativeSelect, TextField } from '@frontdesk/ui/field';
import { ConciergeBell, Smartphone, UserPlus } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { Failure } from '../../api/request.ts';
import { navigate, useAddress } from '../../shell/location.ts';
import { toSignIn } from '../../shell/session.ts';
import { followSystemTheme } from '../../shell/theme.ts';
import { AskedSystems } from './asked-systems.tsx';
import { Phone } from './phone.tsx';
import { listCustomers, listInboxes } from './phone-api.ts';
import type { PhoneCustomer, PhoneInbox } from './phone-api.ts';

type Known<T> = { readonly rows: readonly T[]; readonly failure: Failure | null } | null;

function useInboxes(): Known<PhoneInbox> {
  const [known, setKnown] = useState<Known<PhoneInbox>>(null);
  useEffect(() => {
    void listInboxes().then((answer) => {
      if (answer.ok) setKnown({ rows: answer.value.data, failure: null });
      else if (answer.failure.status === 401) toSignIn();
      else setKnown({ rows: [], failure: answer.failure });
    });
  }, []);
  return known;
}

/** Null until they are known. */
function useCustomers(inboxId: string | null): readonly PhoneCustomer[] | null {
  const [known, setKnown] = useState<{ inboxId: string; rows: readonly PhoneCustomer[] }>({
    inboxId: '',
    rows: [],
  });
  useEffect(() => {
    if (inboxId === null) return;
    let over = false;
    void listCustomers(inboxId).then((answer) => {
      if (!over) setKnown({ inboxId, rows: answer.ok ? answer.value.data : [] });
    });
    return () => {
      over = true;
    };
  }, [inboxId]);
  return known.inboxId === inboxId ? known.rows : null;
}

/** Area codes of North America; with 555-01xx behind them the numbers are nobody's. */
const AREAS = ['212', '312', '347', '415', '503', '604', '617', '702', '778', '905'];

const NUMBERS = AREAS.flatMap((area) =>
  Array.from({ length: 100 }, (_, last) => `+1${area}55501${String(last).padStart(2, '0')}`),
);

/** A number or an address that none of these customers has, for one who is made up on the spot. */
function invented(inbox: PhoneInbox, customers: readonly PhoneCustomer[]): string {
  const visitor = `visitor-${crypto.randomUUID().slice(0, 8)}`;
  if (inbox.channel === 'webchat') return visitor;
  const taken = new Set(customers.map(({ customer }) => customer));
  const free = NUMBERS.filter((number) => !taken.has(number));
  const [at = 0] = crypto.getRandomValues(new Uint16Array(1));
  return free[at % free.length] ?? visitor;
}

/** Plays any customer on any channel, through the real webhooks and the real way out. */
export function DemoPhone() {
  const inboxes = useInboxes();
  useEffect(followSystemTheme, []);
  if (inboxes === null) return <div className="h-dvh bg-sunken" />;
  if (inboxes.rows.length > 0) return <Simulator inboxes={inboxes.rows} />;
  return (
    <main className="grid h-dvh place-items-center bg-sunken">
      <EmptyState
        icon={<Smartphone size={28} strokeWidth={1.5} aria-hidden="true" />}
        title="No inbox to write to"
      >
        {inboxes.failure?.message ?? 'Connect an inbox first.'}
      </EmptyState>
    </main>
  );
}

/** Inbox and customer of the address, or the first of each; a customer who was made up stands first. */
function useChosen(inboxes: readonly PhoneInbox[], made: PhoneCustomer | null) {
  const params = new URLSearchParams(useAddress().split('?')[1] ?? '');
  const inbox = inboxes.find((row) => row.id === params.get('inbox')) ?? inboxes[0] ?? null;
  const listed = useCustomers(inbox?.id ?? null);
  const known = listed ?? [];
  const isNew = made !== null && known.every((one) => one.customer !== made.customer);
  const customers = isNew ? [made, ...known] : known;
  const asked = params.get('customer');
  const customer = customers.find((one) => one.customer === asked) ?? customers[0] ?? null;
  return { inbox, customers, customer, isKnown: listed !== null };
}

const go = (inboxId: string, customer?: string) => {
  const query = new URLSearchParams({
    inbox: inboxId,
    ...(customer === undefined ? {} : { customer }),
  });
  navigate(`/demo/phone?${query}`, { replace: true });
};

function Simulator({ inboxes }: { inboxes: readonly PhoneInbox[] }) {
  const [made, setMade] = useState<PhoneCustomer | null>(null);
  const { inbox, customers, customer, isKnown } = useChosen(inboxes, made);
  if (inbox === null) return null;
  const onNamed = (name: string) => {
    const one = { customer: invented(inbox, customers), name };
    setMade(one);
    go(inbox.id, one.customer);
  };
  return (
    <main className="flex min-h-dvh flex-wrap justify-center gap-8 bg-sunken p-8 max-md:gap-4 max-md:p-3">
      <section aria-label="Who writes" className="flex w-80 flex-col gap-4 max-md:w-full">
        <h1 className="flex items-center gap-2 text-lg font-semibold">
          <ConciergeBell size={22} className="text-accent" aria-hidden="true" />
          Customer simulator
        </h1>
        <p className="text-ink-2">
          Write as a customer. It goes in through the channel’s real webhook, and what the team
          answers arrives on this phone.
        </p>
        <NativeSelect label="Inbox" value={inbox.id} onChange={(event) => go(event.target.value)}>
          {inboxes.map((row) => (
            <option key={row.id} value={row.id}>
              {row.name} ({channelName(row.channel)})
            </option>
          ))}
        </NativeSelect>
        <CustomerChoice inbox={inbox} customers={customers} customer={customer} />
        <NewCustomer key={inbox.id} disabled={!isKnown} onNamed={onNamed} />
        <WhoWrites inbox={inbox} customer={customer} />
        <AskedSystems />
      </section>
      {customer === null ? null : (
        <Phone key={`${inbox.id}/${customer.customer}`} inbox={inbox} customer={customer} />
      )}
    </main>
  );
}

type ChoiceProps = {
  inbox: PhoneInbox;
  customers: readonly PhoneCustomer[];
  customer: PhoneCustomer | null;
};

function CustomerChoice({ inbox, customers, customer }: ChoiceProps) {
  if (customer === null) return null;
  return (
    <NativeSelect
      label="Customer"
      value={customer.customer}
      onChange={(event) => go(inbox.id, event.target.value)}
    >
      {customers.map((row) => (
        <option key={row.customer} value={row.customer}>
          {row.name}
        </option>
      ))}
    </NativeSelect>
  );
}

function WhoWrites({ inbox, customer }: { inbox: PhoneInbox; customer: PhoneCustomer | null }) {
  return (
    <>
      <p className="flex items-center gap-2 text-xs text-ink-3">
        <ChannelMark channel={inbox.channel} decorative />
        {customer === null
          ? 'Invent a customer to begin'
          : `${customer.name} writes to ${inbox.address ?? inbox.name}`}
      </p>
      <a
        href="/inbox/open"
        target="_blank"
        rel="noopener"
        className="font-medium text-accent-ink hover:underline"
      >
        Open the inbox beside it
      </a>
    </>
  );
}

function NewCustomer({
  disabled,
  onNamed,
}: {
  disabled: boolean;
  onNamed: (name: string) => void;
}) {
  const [name, setName] = useState('');
  return (
    <form
      className="flex items-end gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        onNamed(name.trim());
        setName('');
      }}
    >
      <div className="flex-1">
        <TextField
          label="Or invent one"
          placeholder="Name"
          value={name}
          required
          maxLength={80}
          onChange={(event) => setName(event.target.value)}
        />
      </div>
      <Button
        type="submit"
        disabled={disabled}
        className="h-9 max-md:h-11"
        icon={<UserPlus size={14} aria-hidden="true" />}
      >
        Invent
      </Button>
    </form>
  );
}
