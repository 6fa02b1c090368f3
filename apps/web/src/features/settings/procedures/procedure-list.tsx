import { AUTONOMIES } from '@frontdesk/core/sops/actions';
import type { Intent, Sop } from '@frontdesk/core/sops/entities';
import { Button, buttonClass } from '@frontdesk/ui/button';
import { EmptyState } from '@frontdesk/ui/empty-state';
import { BookOpenCheck, Plus, SearchX } from 'lucide-react';
import { useMemo } from 'react';
import { useList, useMe, useUsable } from '../../../replica/hooks.ts';
import * as indexes from '../../../replica/indexes.ts';
import { allowed } from '../../../replica/workspace.ts';
import { AppLink } from '../../../shell/app-link.tsx';
import { counted, intentWords } from '../../../shell/words.ts';
import { PageHead } from '../page-parts.tsx';
import { FilterBar } from '../parts/filter-bar.tsx';
import { FilterSelect } from '../parts/filter-select.tsx';
import { IntentFilter } from '../parts/intent-filter.tsx';
import { onListKeys } from '../parts/row-keys.ts';
import { SearchField } from '../parts/search-field.tsx';
import type { UrlQuery } from '../parts/url-query.ts';
import { AutonomyFilter } from './autonomy-filter.tsx';
import { ProcedureTable } from './procedure-table.tsx';

export function ProcedureList({ query }: { query: UrlQuery }) {
  const sops = useList(indexes.sops);
  const intents = useList(indexes.intents);
  const usable = useUsable();
  const may = allowed(useMe(), 'sop.write');
  const byId = useMemo(() => new Map(intents.map((one) => [one.id, one])), [intents]);
  const shown = sops.filter((sop) => fits(sop, byId, query));
  return (
    <div role="presentation" onKeyDown={onListKeys}>
      <PageHead title="Procedures" action={may ? <NewLink /> : null}>
        What your team does when a customer wants something: the steps, the reply, and how far
        Frontdesk may go by itself.
      </PageHead>
      {sops.length === 0 ? (
        usable ? (
          <NoProcedures may={may} />
        ) : null
      ) : (
        <>
          <Filters query={query} />
          <p role="status" className="mb-1 text-xs text-ink-3">
            {summary(shown, sops.length)}
          </p>
          {shown.length === 0 ? (
            <NothingFits onClear={query.clear} />
          ) : (
            <ProcedureTable sops={shown} intents={byId} may={may} />
          )}
        </>
      )}
    </div>
  );
}

function fits(sop: Sop, intents: ReadonlyMap<string, Intent>, query: UrlQuery): boolean {
  const intent = sop.intentId === null ? undefined : intents.get(sop.intentId);
  const [wanted, autonomy, on] = [query.get('intent'), query.get('autonomy'), query.get('on')];
  if (wanted !== '' && (wanted === 'none' ? sop.intentId !== null : intent?.name !== wanted))
    return false;
  if (autonomy !== '' && sop.autonomy !== autonomy) return false;
  if (on !== '' && sop.enabled !== (on === 'yes')) return false;
  const words = [sop.title, intentWords(intent?.name ?? ''), ...sop.keywords]
    .join(' ')
    .toLocaleLowerCase();
  return query
    .get('q')
    .toLocaleLowerCase()
    .split(/\s+/)
    .every((part) => words.includes(part));
}

/** "25 procedures · 23 on · 12 h saved": what stands below, and what it has been good for. */
function summary(shown: readonly Sop[], all: number): string {
  const count = shown.length === all ? counted(all, 'procedure') : `${shown.length} of ${all}`;
  const on = shown.filter((sop) => sop.enabled && sop.autonomy !== 'off').length;
  const minutes = shown.reduce((sum, sop) => sum + sop.runsDone * sop.minutesSaved, 0);
  const saved = minutes < 60 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
  return [count, `${on} on`, ...(minutes === 0 ? [] : [`about ${saved} saved so far`])].join(' · ');
}

function Filters({ query }: { query: UrlQuery }) {
  return (
    <div className="mb-3 flex flex-wrap gap-2">
      <SearchField
        label="Find a procedure"
        value={query.get('q')}
        onChange={(q) => query.set({ q })}
      />
      <FilterBar
        count={query.names.filter((name) => name !== 'q').length}
        onClear={() => query.set({ intent: '', autonomy: '', on: '' })}
      >
        <IntentFilter query={query} none="Without an intent" />
        <AutonomyFilter query={query} choices={AUTONOMIES} />
        <FilterSelect
          label="On or off"
          any="On and off"
          value={query.get('on')}
          options={[
            { value: 'yes', label: 'On' },
            { value: 'no', label: 'Off' },
          ]}
          onChange={(on) => query.set({ on })}
        />
      </FilterBar>
    </div>
  );
}

function NewLink() {
  return (
    <AppLink href="/settings/procedures/new" className={buttonClass('primary')}>
      <Plus size={14} aria-hidden="true" /> New procedure
    </AppLink>
  );
}

function NoProcedures({ may }: { may: boolean }) {
  return (
    <EmptyState
      icon={<BookOpenCheck size={28} strokeWidth={1.5} aria-hidden="true" />}
      title="No procedures yet"
      action={may ? <NewLink /> : null}
    >
      Take the question that comes most often and write down what you do. Start with Suggest, and
      let it do more once you trust it.
    </EmptyState>
  );
}

function NothingFits({ onClear }: { onClear: () => void }) {
  return (
    <EmptyState
      icon={<SearchX size={28} strokeWidth={1.5} aria-hidden="true" />}
      title="No procedure fits"
      action={<Button onClick={onClear}>Clear the filters</Button>}
    >
      None has these words and filters together.
    </EmptyState>
  );
}
