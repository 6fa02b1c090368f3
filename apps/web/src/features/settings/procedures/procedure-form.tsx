import type { SopFields } from '@frontdesk/core/mutations/arguments';
import { TextAreaField, TextField } from '@frontdesk/ui/field';
import { useEffect } from 'react';
import { useList } from '../../../replica/hooks.ts';
import * as indexes from '../../../replica/indexes.ts';
import { navigate } from '../../../shell/location.ts';
import { intentWords } from '../../../shell/words.ts';
import { Block, PageHead, Problem } from '../page-parts.tsx';
import { ChipsField } from '../parts/chips-field.tsx';
import { PickField } from '../parts/pick-field.tsx';
import { SaveBar } from '../parts/save-bar.tsx';
import { useLeaveGuard } from '../parts/use-leave-guard.tsx';
import { useSaveKey } from '../parts/use-save-key.ts';
import { ActionsField } from './actions-field.tsx';
import { AutonomyField } from './autonomy-field.tsx';
import { ConflictDialog } from './conflict-dialog.tsx';
import type { ProcedureAnswer } from './procedure-answer.ts';
import { sayPast } from './procedure-past.ts';
import { ProcedureMenu } from './procedure-menu.tsx';
import { StepsField } from './steps-field.tsx';
import { useProcedureDraft } from './use-procedure-draft.ts';
import type { ProcedureDraft } from './use-procedure-draft.ts';

type FormProps = { loaded: ProcedureAnswer | null; initial?: SopFields };

export function ProcedureForm({ loaded, initial }: FormProps) {
  const editing = useProcedureDraft(loaded, initial);
  const guard = useLeaveGuard(editing.dirty);
  const { madeId, save } = editing;
  useEffect(() => {
    if (madeId !== null) navigate(`/settings/procedures/${madeId}`, { replace: true });
  }, [madeId]);
  useSaveKey(() => void save());
  return (
    <>
      <PageHead
        title={loaded?.title ?? 'New procedure'}
        action={loaded === null ? null : <ProcedureMenu sop={loaded} />}
      >
        {loaded === null
          ? 'It starts to fit messages as soon as it is saved and on.'
          : sayPast(loaded)}
      </PageHead>
      <Fitting editing={editing} />
      <Doing editing={editing} />
      <Limits editing={editing} />
      {editing.failure === undefined ? null : (
        <div className="mb-3">
          <Problem failure={editing.failure} />
        </div>
      )}
      <SaveBar
        dirty={editing.dirty}
        busy={editing.busy}
        onSave={() => void save()}
        onDiscard={editing.discard}
        {...(loaded === null ? { create: 'Save the procedure' } : {})}
      />
      {editing.theirs === null ? null : (
        <ConflictDialog theirs={editing.theirs} editing={editing} />
      )}
      {guard}
    </>
  );
}

type PartProps = { editing: ProcedureDraft };

function Fitting({ editing: { draft, change, errorOf } }: PartProps) {
  const intents = useList(indexes.intents);
  const options = intents.map(({ id, name, description }) => ({
    value: id,
    label: intentWords(name),
    detail: description,
  }));
  return (
    <Block title="When it fits">
      <div className="flex flex-col gap-3">
        <TextField
          label="Title"
          value={draft.title}
          maxLength={160}
          error={errorOf('title')}
          onChange={(event) => change({ title: event.target.value })}
        />
        <TextAreaField
          label="Description"
          dir="auto"
          rows={2}
          className="field-sizing-content min-h-0"
          maxLength={2_000}
          value={draft.description}
          error={errorOf('description')}
          hint="What it is for, in a sentence or two."
          onChange={(event) => change({ description: event.target.value })}
        />
        <PickField
          label="Intent"
          none="None: found by its words alone"
          empty="No such intent. Intents are made in the settings."
          value={draft.intentId ?? ''}
          groups={[
            {
              id: 'none',
              label: '',
              options: [{ value: '', label: 'None: found by its words alone' }],
            },
            { id: 'intents', label: 'Intents', options },
          ]}
          error={errorOf('intentId')}
          hint="What the customer wants. It is proposed for messages that are read as this."
          onChange={(intentId) => change({ intentId: intentId === '' ? null : intentId })}
        />
        <ChipsField
          label="Keywords"
          one="keyword"
          hint="Words that customers use for it. Enter or a comma adds one."
          maxLength={60}
          values={draft.keywords}
          error={errorOf('keywords')}
          onChange={(keywords) => change({ keywords })}
        />
      </div>
    </Block>
  );
}

function Doing({ editing: { draft, change, errorOf } }: PartProps) {
  return (
    <>
      <Block title="Steps" lead="For people: one plain sentence each, in order.">
        <StepsField steps={draft.steps} errorOf={errorOf} onChange={(steps) => change({ steps })} />
      </Block>
      <Block
        title="Actions"
        lead="For Frontdesk: what it may do here, in order. A message can never make it do anything else."
      >
        <ActionsField
          actions={draft.actions}
          autonomy={draft.autonomy}
          errorOf={errorOf}
          onChange={(actions) => change({ actions })}
        />
      </Block>
    </>
  );
}

const whole = (text: string): number => Math.round(Number(text)) || 0;

function Limits({ editing: { draft, change, errorOf } }: PartProps) {
  return (
    <>
      <Block title="How far it may go by itself">
        <AutonomyField value={draft.autonomy} onChange={(autonomy) => change({ autonomy })} />
      </Block>
      <Block title="Details">
        <div className="grid gap-3 sm:grid-cols-2">
          <TextField
            label="Priority"
            type="number"
            min={-100}
            max={100}
            value={draft.priority}
            error={errorOf('priority')}
            hint="−100 to 100. Where two fit alike, the higher one is proposed."
            onChange={(event) => change({ priority: whole(event.target.value) })}
          />
          <TextField
            label="Minutes saved by a run"
            type="number"
            min={0}
            max={10_000}
            value={draft.minutesSaved}
            error={errorOf('minutesSaved')}
            hint="Your estimate. It is added up on the list."
            onChange={(event) => change({ minutesSaved: whole(event.target.value) })}
          />
        </div>
        <label className="mt-3 flex items-center gap-2 max-md:min-h-11">
          <input
            type="checkbox"
            checked={draft.enabled}
            onChange={(event) => change({ enabled: event.target.checked })}
            className="size-4 accent-(--accent)"
          />
          On: it may fit new messages
        </label>
      </Block>
    </>
  );
}
