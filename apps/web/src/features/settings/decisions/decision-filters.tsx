import { RUN_AUTONOMIES } from '@frontdesk/core/sops/actions';
import { BUILT_IN_READER } from '@frontdesk/core/sops/built-in-reader';
import { RUN_STATES } from '@frontdesk/core/sops/entities';
import { useList } from '../../../replica/hooks.ts';
import * as indexes from '../../../replica/indexes.ts';
import { RUN_WORDS } from '../../runs/run-words.ts';
import { FilterBar } from '../parts/filter-bar.tsx';
import { FilterSelect } from '../parts/filter-select.tsx';
import { IntentFilter } from '../parts/intent-filter.tsx';
import type { UrlQuery } from '../parts/url-query.ts';
import { AutonomyFilter } from '../procedures/autonomy-filter.tsx';
import { useProviders } from '../providers/use-providers.ts';
import { providerWords } from './decision-words.ts';

export function DecisionFilters({ query }: { query: UrlQuery }) {
  return (
    <FilterBar count={query.names.length} onClear={query.clear}>
      <WhatFilters query={query} />
      <FilterSelect
        label="State"
        any="Any state"
        value={query.get('state')}
        options={RUN_STATES.map((value) => ({ value, label: RUN_WORDS[value].words }))}
        onChange={(state) => query.set({ state })}
      />
      <AutonomyFilter query={query} choices={RUN_AUTONOMIES} />
      <FilterSelect
        label="Corrected"
        any="Corrected or not"
        value={query.get('corrected')}
        options={[
          { value: 'true', label: 'Corrected' },
          { value: 'false', label: 'Not corrected' },
        ]}
        onChange={(corrected) => query.set({ corrected })}
      />
      <DayFilter label="From" value={query.get('from')} onChange={(from) => query.set({ from })} />
      <DayFilter label="To" value={query.get('to')} onChange={(to) => query.set({ to })} />
    </FilterBar>
  );
}

function WhatFilters({ query }: { query: UrlQuery }) {
  const sops = useList(indexes.sops);
  const providers = useProviders().data?.data ?? [];
  const asked = query.get('provider');
  // One that is gone is still in the log, and may stand in somebody's link.
  const names = new Set(
    [BUILT_IN_READER, ...providers.map(({ name }) => name), asked].filter(Boolean),
  );
  return (
    <>
      <IntentFilter query={query} none="Unsure" />
      <FilterSelect
        label="Procedure"
        any="Any procedure"
        value={query.get('sop')}
        options={sops.map(({ id, title }) => ({ value: id, label: title }))}
        onChange={(sop) => query.set({ sop })}
      />
      <FilterSelect
        label="Read by"
        any="Read by anyone"
        value={asked}
        options={[...names].map((name) => ({ value: name, label: providerWords(name) }))}
        onChange={(provider) => query.set({ provider })}
      />
    </>
  );
}

type DayProps = { label: string; value: string; onChange: (value: string) => void };

function DayFilter({ label, value, onChange }: DayProps) {
  return (
    <label className="flex items-center gap-1.5 text-xs text-ink-2 max-md:flex-1">
      {label}
      <input
        type="date"
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className="h-9 min-w-0 rounded-md border border-line-strong bg-panel px-2 text-sm hover:border-ink-3 max-md:h-11 max-md:flex-1"
      />
    </label>
  );
}
