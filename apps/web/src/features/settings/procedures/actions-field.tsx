import type { ActionType, Autonomy, SopAction } from '@frontdesk/core/sops/actions';
import { ACTION_TYPES, HIGHEST_AUTONOMY, lesserAutonomy } from '@frontdesk/core/sops/actions';
import { Button } from '@frontdesk/ui/button';
import { Menu } from '@frontdesk/ui/menu';
import { Plus, ShieldCheck } from 'lucide-react';
import { useState } from 'react';
import { ItemTools } from '../parts/item-tools.tsx';
import { keyed, moved } from '../parts/ordered.ts';
import type { Keyed } from '../parts/ordered.ts';
import { ActionFields } from './action-fields.tsx';
import { ActionIcon } from './action-icon.tsx';
import { ACTION_WORDS, AUTONOMY_WORDS } from './autonomy-words.ts';
import { newAction } from './procedure-draft.ts';

type ActionsProps = {
  actions: readonly Keyed<SopAction>[];
  /** The procedure's own: an action may be held below it. */
  autonomy: Autonomy;
  onChange: (actions: readonly Keyed<SopAction>[]) => void;
  errorOf: (field: string) => string | undefined;
};

/** What Frontdesk itself can do here, in order. */
export function ActionsField({ actions, autonomy, onChange, errorOf }: ActionsProps) {
  return (
    <>
      {actions.length === 0 ? (
        <p className="text-ink-3">
          None. People follow the steps, and Frontdesk does nothing by itself.
        </p>
      ) : (
        <ol aria-label="Actions" className="flex flex-col gap-2">
          {actions.map(({ key, value }, at) => (
            <li key={key} className="rounded-md border bg-bg p-3">
              <div className="mb-2 flex items-center gap-2">
                <ActionIcon type={value.type} />
                <h3 className="min-w-0 flex-1 truncate font-medium">{ACTION_WORDS[value.type]}</h3>
                <ItemTools
                  what={`action ${at + 1}`}
                  first={at === 0}
                  last={at === actions.length - 1}
                  onMove={(by) => onChange(moved(actions, at, at + by))}
                  onRemove={() => onChange(actions.toSpliced(at, 1))}
                />
              </div>
              <ActionFields
                action={value}
                error={errorOf(`actions.${at}`)}
                onChange={(next) => onChange(actions.with(at, { key, value: next }))}
              />
              <Ceiling type={value.type} autonomy={autonomy} />
            </li>
          ))}
        </ol>
      )}
      <AddAction onAdd={(type) => onChange([...actions, keyed(newAction(type))])} />
    </>
  );
}

function AddAction({ onAdd }: { onAdd: (type: ActionType) => void }) {
  const [anchor, setAnchor] = useState<Element | null>(null);
  const pick = (id: string) => {
    setAnchor(null);
    const type = ACTION_TYPES.find((one) => one === id);
    if (type !== undefined) onAdd(type);
  };
  return (
    <>
      <Button
        className="mt-2"
        size="sm"
        aria-haspopup="menu"
        icon={<Plus size={13} aria-hidden="true" />}
        onClick={(event) => setAnchor(event.currentTarget)}
      >
        Add an action
      </Button>
      {anchor === null ? null : (
        <Menu
          label="Actions"
          anchor={anchor}
          onClose={() => setAnchor(null)}
          onPick={pick}
          entries={ACTION_TYPES.map((type) => ({
            kind: 'item',
            id: type,
            label: ACTION_WORDS[type],
            icon: <ActionIcon type={type} />,
          }))}
        />
      )}
    </>
  );
}

/** Where an action may never go as far as its procedure. */
function Ceiling({ type, autonomy }: { type: ActionType; autonomy: Autonomy }) {
  const highest = HIGHEST_AUTONOMY[type];
  if (lesserAutonomy(highest, autonomy) === autonomy) return null;
  return (
    <p className="mt-2 flex items-start gap-1.5 text-xs text-ink-2">
      <ShieldCheck size={14} aria-hidden="true" className="mt-px shrink-0" />
      {`Never more than ${AUTONOMY_WORDS[highest].label}: a person approves each call, even in a procedure on ${AUTONOMY_WORDS[autonomy].label}.`}
    </p>
  );
}
