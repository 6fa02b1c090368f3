import type { ContactCard } from '@frontdesk/core/entities';
import { Button } from '@frontdesk/ui/button';
import { TextField } from '@frontdesk/ui/field';
import { PanelSection } from '@frontdesk/ui/panel-section';
import { Pencil, User } from 'lucide-react';
import type { ComponentProps, FormEvent } from 'react';
import { allowed, useWorkspace } from '../../replica/workspace.ts';
import { useNow } from '../../shell/clock.ts';
import { languageName } from '../reading/language-name.ts';
import { useContactEdit } from './contact-edit.ts';

/** The clock on the customer's wall, and where that is; null when the zone is not known to this browser. */
function localTime(timezone: string | null, now: number): string | null {
  if (timezone === null) return null;
  try {
    const time = new Intl.DateTimeFormat(undefined, {
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
      timeZone: timezone,
    }).format(now);
    return `${time} ${timezone.split('/').at(-1)?.replaceAll('_', ' ') ?? ''}`;
  } catch {
    return null;
  }
}

export function ContactFields({ card }: { card: ContactCard }) {
  const { me } = useWorkspace();
  const editing = useContactEdit((state) => state.contactId === card.contactId);
  const { edit, done } = useContactEdit();
  const now = useNow();
  if (editing) return <ContactForm card={card} onDone={done} />;
  const rows = [
    ['Phone', card.phone],
    ['E-mail', card.email],
    ['Language', languageName(card.language)],
    ['Local time', localTime(card.timezone, now)],
  ].filter((row): row is [string, string] => row[1] !== null);
  return (
    <PanelSection
      title="Contact"
      icon={<User size={13} aria-hidden="true" />}
      aside={
        allowed(me, 'contact.write') ? (
          <Button
            size="sm"
            tone="quiet"
            icon={<Pencil size={12} aria-hidden="true" />}
            onClick={() => edit(card.contactId, null)}
            className="-my-1.5 -mr-2"
          >
            Edit
          </Button>
        ) : null
      }
    >
      {rows.length === 0 ? <p className="text-xs text-ink-3">Nothing known but the name</p> : null}
      <dl className="grid grid-cols-[7rem_1fr] gap-y-1">
        {rows.map(([label, value]) => (
          <div key={label} className="contents">
            <dt className="text-ink-3">{label}</dt>
            <dd className="tabular truncate" title={value}>
              {value}
            </dd>
          </div>
        ))}
      </dl>
      {card.blocked ? (
        <p className="mt-2 text-xs font-medium text-bad">
          Blocked: their messages do not open conversations
        </p>
      ) : null}
    </PanelSection>
  );
}

function ContactForm({ card, onDone }: { card: ContactCard; onDone: () => void }) {
  const { mutate } = useWorkspace();
  const wanted = useContactEdit((state) => state.field) ?? 'name';
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name) ?? '').trim();
    const orNull = (name: string) => (text(name) === '' ? null : text(name));
    mutate('contact.update', {
      contactId: card.contactId,
      name: text('name') || card.name,
      phone: orNull('phone'),
      email: orNull('email'),
      language: orNull('language'),
      timezone: orNull('timezone'),
    });
    onDone();
  };
  return (
    <form
      onSubmit={onSubmit}
      onKeyDown={(event) => event.key === 'Escape' && onDone()}
      className="flex flex-col gap-3 border-b px-4 py-3"
    >
      <TextField
        label="Name"
        name="name"
        defaultValue={card.name}
        required
        autoFocus={wanted === 'name'}
        maxLength={200}
      />
      <ContactText label="Phone" name="phone" type="tel" value={card.phone} />
      <ContactText label="E-mail" name="email" type="email" value={card.email} />
      <ContactText
        label="Language"
        name="language"
        value={card.language}
        placeholder="en, th, ja…"
      />
      <ContactText
        label="Time zone"
        name="timezone"
        value={card.timezone}
        placeholder="Asia/Bangkok"
      />
      <div className="flex justify-end gap-2">
        <Button size="sm" tone="quiet" onClick={onDone}>
          Cancel
        </Button>
        <Button size="sm" tone="primary" type="submit">
          Save contact
        </Button>
      </div>
    </form>
  );
}

type ContactTextProps = Pick<
  ComponentProps<typeof TextField>,
  'label' | 'name' | 'type' | 'placeholder'
> & { value: string | null };

/** A field of the form; the one that it was opened for has the caret. */
function ContactText({ value, ...field }: ContactTextProps) {
  const wanted = useContactEdit((state) => state.field);
  return <TextField {...field} defaultValue={value ?? ''} autoFocus={field.name === wanted} />;
}
