import { Button } from '@frontdesk/ui/button';
import { Chip } from '@frontdesk/ui/chip';
import type { Tone } from '@frontdesk/ui/chip';
import { IconButton } from '@frontdesk/ui/icon-button';
import { Switch } from '@frontdesk/ui/switch';
import { Pencil } from 'lucide-react';
import { useState } from 'react';
import { useNow } from '../../../shell/clock.ts';
import { ago } from '../parts/ago.ts';
import { DeleteDialog } from '../parts/delete-dialog.tsx';
import { ItemTools } from '../parts/item-tools.tsx';
import { TestResult } from './test-result.tsx';
import { KIND_WORDS, PROVIDERS_PATH } from './use-providers.ts';
import type { AiProvider } from './use-providers.ts';
import { useTest } from './use-test.ts';

type RowProps = {
  provider: AiProvider;
  place: { readonly at: number; readonly count: number };
  may: boolean;
  onEdit: () => void;
  onChange: (fields: Partial<AiProvider>) => void;
  onGone: () => void;
};

type Said = { readonly tone: Tone; readonly word: string; readonly more: string };

function sayHealth({ enabled, lastOkAt, lastError, lastErrorAt }: AiProvider, now: number): Said {
  if (!enabled) return { tone: 'neutral', word: 'Off', more: 'It is not asked.' };
  if (lastError !== null) {
    const when = lastErrorAt === null ? '' : ` (${ago(lastErrorAt, now)})`;
    return { tone: 'bad', word: 'Does not answer', more: `${lastError}${when}` };
  }
  if (lastOkAt === null) return { tone: 'neutral', word: 'Not asked yet', more: '' };
  return { tone: 'ok', word: 'Works', more: `Answered ${ago(lastOkAt, now)}.` };
}

export function ProviderRow({ provider, place, may, onEdit, onChange, onGone }: RowProps) {
  const { id, name, kind, model, enabled, hasKey } = provider;
  const { tone, word, more } = sayHealth(provider, useNow());
  const { test, busy, result } = useTest();
  return (
    <li className="border-b py-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <span aria-hidden="true" className="tabular w-4 text-right text-xs text-ink-3">
          {place.at + 1}
        </span>
        <div className="min-w-0 flex-1 basis-56">
          <p className="flex items-center gap-2 font-medium">
            <span className="truncate">{name}</span> <Chip tone={tone}>{word}</Chip>
          </p>
          <p className="truncate text-xs text-ink-2">
            {KIND_WORDS[kind]} · {model}
            {hasKey ? '' : ' · no key'}
          </p>
          {more === '' ? null : <p className="text-xs text-ink-3">{more}</p>}
        </div>
        {may ? (
          <div className="flex items-center gap-1">
            <Button
              size="sm"
              aria-label={`Test ${name}`}
              disabled={busy}
              onClick={() => void test({ providerId: id })}
            >
              {busy ? 'Asking' : 'Test'}
            </Button>
            <IconButton label={`Change ${name}`} icon={<Pencil size={15} />} onClick={onEdit} />
            <Order provider={provider} place={place} onChange={onChange} onGone={onGone} />
            <Switch
              label={`${name} is on`}
              checked={enabled}
              onChange={(on) => onChange({ enabled: on })}
            />
          </div>
        ) : null}
      </div>
      <TestResult result={result} />
    </li>
  );
}

type OrderProps = Pick<RowProps, 'provider' | 'place' | 'onChange' | 'onGone'>;

function Order({ provider: { id, name }, place, onChange, onGone }: OrderProps) {
  const [asking, setAsking] = useState(false);
  return (
    <>
      <ItemTools
        what={name}
        first={place.at === 0}
        last={place.at === place.count - 1}
        onMove={(by) => {
          const priority = place.at + by;
          if (priority >= 0 && priority < place.count) onChange({ priority });
        }}
        onRemove={() => setAsking(true)}
      />
      {asking ? (
        <DeleteDialog
          name={name}
          path={`${PROVIDERS_PATH}/${id}`}
          onDone={onGone}
          onClose={() => setAsking(false)}
        >
          <p>
            Its key goes with it; what it has cost stays on record. The next provider, or the
            built-in reader, does its work from now on.
          </p>
        </DeleteDialog>
      ) : null}
    </>
  );
}
