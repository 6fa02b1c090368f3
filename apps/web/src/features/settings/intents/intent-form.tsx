import { Banner } from '@frontdesk/ui/banner';
import { Button } from '@frontdesk/ui/button';
import { TextAreaField, TextField } from '@frontdesk/ui/field';
import { Trash2 } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useList } from '../../../replica/hooks.ts';
import * as indexes from '../../../replica/indexes.ts';
import { navigate } from '../../../shell/location.ts';
import { useWindowState } from '../../../shell/window-state.ts';
import { counted, intentWords } from '../../../shell/words.ts';
import { Block, PageHead, Problem } from '../page-parts.tsx';
import { DeleteDialog } from '../parts/delete-dialog.tsx';
import { SaveBar } from '../parts/save-bar.tsx';
import { useLeaveGuard } from '../parts/use-leave-guard.tsx';
import { useSaveKey } from '../parts/use-save-key.ts';
import { fromLines } from './example-lines.ts';
import { useIntentDraft } from './use-intent-draft.ts';
import type { IntentAnswer } from './use-intent-draft.ts';

export function IntentForm({ loaded }: { loaded: IntentAnswer | null }) {
  const { written, change, dirty, busy, failure, notice, madeId, save, discard } =
    useIntentDraft(loaded);
  const guard = useLeaveGuard(dirty);
  useSaveKey(() => void save());
  useEffect(() => {
    if (madeId !== null) navigate(`/settings/intents/${madeId}`, { replace: true });
  }, [madeId]);
  const errorOf = (field: string) =>
    failure?.details.find((one) => one.field?.split('.')[0] === field)?.message;
  return (
    <>
      <PageHead
        title={loaded === null ? 'New intent' : intentWords(loaded.name)}
        action={loaded === null ? null : <DeleteButton intent={loaded} />}
      />
      <Names written={written} change={change} errorOf={errorOf} />
      <Block
        title="Examples"
        lead="One message in a line, as customers write it, in every language that they use."
      >
        {notice === null ? null : (
          <div className="mb-2">
            <Banner tone="warn">{notice}</Banner>
          </div>
        )}
        <TextAreaField
          label="Examples"
          labelHidden
          dir="auto"
          rows={16}
          spellCheck={false}
          value={written.lines}
          error={errorOf('examples')}
          hint={countWords(written.lines, loaded)}
          onChange={(event) => change({ lines: event.target.value })}
        />
      </Block>
      {failure === undefined ? null : (
        <div className="mb-3">
          <Problem failure={failure} />
        </div>
      )}
      <SaveBar
        dirty={dirty}
        busy={busy}
        onSave={() => void save()}
        onDiscard={discard}
        {...(loaded === null ? { create: 'Save the intent' } : {})}
      />
      {guard}
    </>
  );
}

type NamesProps = Pick<ReturnType<typeof useIntentDraft>, 'written' | 'change'> & {
  errorOf: (field: string) => string | undefined;
};

function Names({ written, change, errorOf }: NamesProps) {
  return (
    <Block title="What customers want">
      <div className="flex flex-col gap-3">
        <TextField
          label="Name"
          value={written.name}
          maxLength={80}
          error={errorOf('name')}
          hint="Becomes small letters, digits and underscores, as programs call it: password_reset."
          onChange={(event) => change({ name: event.target.value })}
        />
        <TextField
          label="Description"
          value={written.description}
          maxLength={500}
          error={errorOf('description')}
          hint="What customers want when they write this. AI providers read it too."
          onChange={(event) => change({ description: event.target.value })}
        />
      </div>
    </Block>
  );
}

function countWords(lines: string, loaded: IntentAnswer | null): string {
  const { texts, repeated } = fromLines(lines);
  const learnt = loaded?.examples.filter(({ messageId }) => messageId !== null).length ?? 0;
  return [
    counted(texts.length, 'example'),
    ...(repeated > 0 ? [`${repeated} more than once`] : []),
    ...(learnt > 0 ? [`${learnt} from agents’ corrections`] : []),
  ].join(' · ');
}

function DeleteButton({ intent }: { intent: IntentAnswer }) {
  const [asking, setAsking] = useState(false);
  const toast = useWindowState((state) => state.toast);
  const procedures = useList(indexes.sops).filter((sop) => sop.intentId === intent.id);
  const name = intentWords(intent.name);
  const onDeleted = () => {
    toast(`Deleted ${name}`);
    navigate('/settings/intents', { replace: true });
  };
  return (
    <>
      <Button
        tone="danger"
        icon={<Trash2 size={14} aria-hidden="true" />}
        onClick={() => setAsking(true)}
      >
        Delete
      </Button>
      {asking ? (
        <DeleteDialog
          name={name}
          path={`/ai/intents/${intent.id}`}
          onDone={onDeleted}
          onClose={() => setAsking(false)}
        >
          <p>
            {`Its ${counted(intent.examples.length, 'example')} go with it, and it comes off every conversation that was read as it.`}
          </p>
          {procedures.length === 0 ? null : (
            <p>
              {`${procedures.map(({ title }) => title).join(', ')} ${procedures.length === 1 ? 'is' : 'are'} found by words alone from then on.`}
            </p>
          )}
          <p>The reader is trained again without it. There is no way back but an import.</p>
        </DeleteDialog>
      ) : null}
    </>
  );
}
