import { Button } from '@frontdesk/ui/button';
import { useConversation, useRow } from '../../replica/hooks.ts';
import { allowed, useWorkspace } from '../../replica/workspace.ts';
import { showDetails } from '../../shell/show-details.ts';
import { useContactEdit } from '../details/contact-edit.ts';
import { contactField } from './step-words.ts';

type MissingProps = { conversationId: string; variables: readonly string[] };

/** What a step waits for that only a person can add, and the way to add it. */
export function Missing({ conversationId, variables }: MissingProps) {
  const fields = new Map(
    variables.flatMap((name) => {
      const known = contactField(name);
      return known === null ? [] : [[known.field, known]];
    }),
  );
  const others = variables.filter((name) => contactField(name) === null);
  return (
    <div className="mt-1 flex flex-wrap items-center gap-x-2 gap-y-1 text-xs text-warn">
      {[...fields.values()].map(({ field, words }) => (
        <span key={field} className="inline-flex flex-wrap items-center gap-2">
          The customer’s {words} is not known.
          <AddField conversationId={conversationId} field={field} words={words} />
        </span>
      ))}
      {others.length === 0 ? null : (
        <span>
          Nothing is known for {others.map((name) => `{{${name}}}`).join(', ')}: edit the reply to
          say it in words.
        </span>
      )}
    </div>
  );
}

type AddFieldProps = {
  conversationId: string;
  field: NonNullable<ReturnType<typeof contactField>>['field'];
  words: string;
};

/** Opens the contact's form at the field. */
function AddField({ conversationId, field, words }: AddFieldProps) {
  const { me } = useWorkspace();
  const conversation = useConversation(conversationId);
  const card = useRow('contact_cards', conversation?.cardId ?? null);
  const edit = useContactEdit((state) => state.edit);
  if (card === undefined || !allowed(me, 'contact.write')) return null;
  const open = () => {
    showDetails();
    edit(card.contactId, field);
  };
  return (
    <Button size="sm" onClick={open} className="max-md:h-11">
      Add the {words}
    </Button>
  );
}
