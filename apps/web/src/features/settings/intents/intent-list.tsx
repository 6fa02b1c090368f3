import type { Intent } from '@frontdesk/core/sops/entities';
import { Button, buttonClass } from '@frontdesk/ui/button';
import { Chip } from '@frontdesk/ui/chip';
import { EmptyState } from '@frontdesk/ui/empty-state';
import { Plus, SearchX, Target, Upload } from 'lucide-react';
import { useState } from 'react';
import { useList, useMe, useUsable } from '../../../replica/hooks.ts';
import * as indexes from '../../../replica/indexes.ts';
import { allowed } from '../../../replica/workspace.ts';
import { AppLink } from '../../../shell/app-link.tsx';
import { counted, intentWords } from '../../../shell/words.ts';
import { PageHead } from '../page-parts.tsx';
import { onListKeys } from '../parts/row-keys.ts';
import { SearchField } from '../parts/search-field.tsx';
import type { UrlQuery } from '../parts/url-query.ts';
import { ExportButton } from './export-button.tsx';
import { ImportDialog } from './import-dialog.tsx';
import { ReaderLine } from './reader-line.tsx';
import { TryIt } from './try-it.tsx';

export function IntentList({ query }: { query: UrlQuery }) {
  const intents = useList(indexes.intents);
  const usable = useUsable();
  const me = useMe();
  const may = allowed(me, 'intent.write');
  const [importing, setImporting] = useState(false);
  const words = query.get('q').toLocaleLowerCase();
  const shown = intents.filter((intent) => textOf(intent).includes(words));
  return (
    <div role="presentation" onKeyDown={onListKeys}>
      <PageHead
        title="Intents"
        action={may ? <Tools any={intents.length > 0} onImport={() => setImporting(true)} /> : null}
      >
        What customers want, in your own words. The reader learns each from its examples and from
        what agents correct.
      </PageHead>
      {allowed(me, 'ai.use') ? (
        <>
          <ReaderLine />
          {intents.length === 0 ? null : <TryIt />}
        </>
      ) : null}
      {intents.length === 0 && usable ? (
        <NoIntents may={may} onImport={() => setImporting(true)} />
      ) : null}
      {intents.length === 0 ? null : (
        <>
          <SearchField
            label="Find an intent"
            value={query.get('q')}
            onChange={(q) => query.set({ q })}
          />
          <p role="status" className="mt-3 mb-1 text-xs text-ink-3">
            {summary(shown, intents.length)}
          </p>
          <ul aria-label="Intents" className="border-t">
            {shown.map((intent) => (
              <IntentRow key={intent.id} intent={intent} may={may} />
            ))}
          </ul>
          {shown.length === 0 ? <NothingFits onClear={query.clear} /> : null}
        </>
      )}
      {importing ? <ImportDialog known={intents} onClose={() => setImporting(false)} /> : null}
    </div>
  );
}

const textOf = ({ name, description }: Intent): string =>
  `${name} ${intentWords(name)} ${description}`.toLocaleLowerCase();

function summary(shown: readonly Intent[], all: number): string {
  const count = shown.length === all ? counted(all, 'intent') : `${shown.length} of ${all}`;
  const examples = shown.reduce((sum, intent) => sum + intent.exampleCount, 0);
  return `${count} · ${counted(examples, 'example')}`;
}

function NewLink() {
  return (
    <AppLink href="/settings/intents/new" className={buttonClass('primary')}>
      <Plus size={14} aria-hidden="true" /> New intent
    </AppLink>
  );
}

function ImportButton({ onImport }: { onImport: () => void }) {
  return (
    <Button icon={<Upload size={14} aria-hidden="true" />} onClick={onImport}>
      Import
    </Button>
  );
}

function Tools({ any, onImport }: { any: boolean; onImport: () => void }) {
  return (
    <div className="flex flex-wrap gap-2">
      {any ? <ExportButton /> : null}
      <ImportButton onImport={onImport} />
      <NewLink />
    </div>
  );
}

/** Fewer than this, and the reader mostly guesses. */
const FEW = 10;

function IntentRow({ intent, may }: { intent: Intent; may: boolean }) {
  const procedures = useList(indexes.sops).filter((sop) => sop.intentId === intent.id).length;
  const name = intentWords(intent.name);
  return (
    <li className="relative flex items-center gap-3 border-b py-2.5 hover:bg-hover max-md:flex-wrap">
      <div className="min-w-0 flex-1 max-md:basis-full">
        {may ? (
          <AppLink
            href={`/settings/intents/${intent.id}`}
            data-row=""
            className="block truncate font-medium outline-offset-4 after:absolute after:inset-0"
          >
            {name}
          </AppLink>
        ) : (
          <p className="truncate font-medium">{name}</p>
        )}
        <p className="truncate text-xs text-ink-3">{intent.description || intent.name}</p>
      </div>
      {intent.exampleCount < FEW ? <Chip tone="warn">Too few examples</Chip> : null}
      <span className="tabular text-xs text-ink-2 md:w-28 md:text-right">
        {counted(intent.exampleCount, 'example')}
      </span>
      <span className="tabular text-xs text-ink-3 md:w-24 md:text-right">
        {procedures === 0 ? 'no procedure' : counted(procedures, 'procedure')}
      </span>
    </li>
  );
}

function NoIntents({ may, onImport }: { may: boolean; onImport: () => void }) {
  return (
    <EmptyState
      icon={<Target size={28} strokeWidth={1.5} aria-hidden="true" />}
      title="No intents yet"
      action={
        may ? (
          <span className="flex gap-2">
            <ImportButton onImport={onImport} />
            <NewLink />
          </span>
        ) : null
      }
    >
      Name the three things that customers ask most, and paste ten messages for each. Reading starts
      seconds later, on this machine and without any key.
    </EmptyState>
  );
}

function NothingFits({ onClear }: { onClear: () => void }) {
  return (
    <EmptyState
      icon={<SearchX size={28} strokeWidth={1.5} aria-hidden="true" />}
      title="No intent fits"
      action={<Button onClick={onClear}>Show all</Button>}
    >
      None has these words.
    </EmptyState>
  );
}
