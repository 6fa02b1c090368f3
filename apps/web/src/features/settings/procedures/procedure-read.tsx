import type { SopAction } from '@frontdesk/core/sops/actions';
import { Chip } from '@frontdesk/ui/chip';
import { usePeople, useRow } from '../../../replica/hooks.ts';
import { STATUS_WORDS } from '../../../shell/status-words.ts';
import { intentWords } from '../../../shell/words.ts';
import { Block } from '../page-parts.tsx';
import { ActionIcon } from './action-icon.tsx';
import { ACTION_WORDS, AUTONOMY_WORDS } from './autonomy-words.ts';
import type { ProcedureAnswer } from './procedure-answer.ts';

/** A procedure for people who follow it and may not change it: words to read, not fields that do nothing. */
export function ProcedureRead({ sop }: { sop: ProcedureAnswer }) {
  const intent = useRow('intents', sop.intentId);
  const { label, means } = AUTONOMY_WORDS[sop.autonomy];
  return (
    <>
      <Block title="When it fits" {...(sop.description ? { lead: sop.description } : {})}>
        <p>{intent === undefined ? 'Found by its words alone' : intentWords(intent.name)}</p>
        <p className="mt-2 flex flex-wrap gap-1">
          {sop.keywords.map((word) => (
            <Chip key={word}>{word}</Chip>
          ))}
        </p>
      </Block>
      <Block title="Steps">
        <ol aria-label="Steps" className="flex list-decimal flex-col gap-1 pl-5">
          {sop.steps.map((step) => (
            <li key={step} dir="auto">
              {step}
            </li>
          ))}
        </ol>
      </Block>
      {sop.actions.length === 0 ? null : (
        <Block title="Actions">
          <ol aria-label="Actions" className="flex flex-col gap-2">
            {sop.actions.map((action) => (
              <li key={JSON.stringify(action)} className="flex items-start gap-2">
                <span className="pt-0.5">
                  <ActionIcon type={action.type} />
                </span>
                <span className="min-w-0">
                  <span className="font-medium">{ACTION_WORDS[action.type]}</span>
                  <ActionDetail action={action} />
                </span>
              </li>
            ))}
          </ol>
        </Block>
      )}
      <Block title="How far it may go by itself">
        <p>
          <span className="font-medium">{sop.enabled ? label : 'Switched off'}</span>
          <span className="block text-ink-2">{sop.enabled ? means : AUTONOMY_WORDS.off.means}</span>
        </p>
      </Block>
    </>
  );
}

/** What an action does it with, by name. */
function ActionDetail({ action }: { action: SopAction }) {
  const words = useDetail(action);
  if (words === null) return null;
  return (
    <span dir="auto" className="block whitespace-pre-wrap text-ink-2">
      {words}
    </span>
  );
}

function useDetail(action: SopAction): string | null {
  const people = usePeople();
  const tag = useRow('tags', action.type === 'add_tag' ? action.tagId : null);
  const team = useRow('teams', action.type === 'assign' ? action.teamId : null);
  switch (action.type) {
    case 'send_reply':
      return action.text;
    case 'add_tag':
      return tag?.name ?? null;
    case 'assign':
      return team?.name ?? people.get(action.userId ?? '')?.name ?? null;
    case 'set_status':
      return STATUS_WORDS[action.status];
    case 'escalate':
      return action.reason;
    case 'call_webhook':
    case 'send_reset_link':
      return null;
  }
}
