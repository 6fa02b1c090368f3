import { TextField } from '@frontdesk/ui/field';
import type { ChannelFacts, CredentialField } from '../conversation/channel-facts.ts';
import type { FormValues } from './page-parts.tsx';

type FieldsProps = {
  channel: ChannelFacts;
  errorOf: (field: string) => string | undefined;
  /** They are there already: what is left empty stays as it is. */
  known?: boolean;
};

/** What reaching the channel's vendor takes, from the channel's own list: a new channel needs no code here. */
export function CredentialFields({ channel, errorOf, known = false }: FieldsProps) {
  if (channel.fields.length === 0) return null;
  return (
    <>
      {channel.fields.map((field) => (
        <TextField
          key={field.name}
          label={field.label}
          name={field.name}
          type={field.secret ? 'password' : 'text'}
          autoComplete="off"
          hint={hintOf(field, known)}
          required={!known && !field.generated && !field.optional}
          error={errorOf(field.name)}
        />
      ))}
      <TextField
        label="Address of the vendor’s API"
        name="baseUrl"
        type="url"
        hint={
          known
            ? 'Only to move to another server: its secrets have to be given with it.'
            : 'Only to reach another server than the vendor’s own.'
        }
        error={errorOf('baseUrl')}
      />
    </>
  );
}

const hintOf = ({ help, generated }: CredentialField, known: boolean): string =>
  generated && !known ? `${help} Leave it empty and one is made.` : help;

/** What was filled in of {@link CredentialFields}, as the API takes it. */
export function credentialsOf({ baseUrl, ...values }: FormValues) {
  const credentials = Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== ''),
  );
  return { credentials, ...(baseUrl ? { baseUrl } : {}) };
}
