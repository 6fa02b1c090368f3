import type { Autonomy } from '@frontdesk/core/sops/actions';
import { FilterSelect } from '../parts/filter-select.tsx';
import type { UrlQuery } from '../parts/url-query.ts';
import { AUTONOMY_WORDS } from './autonomy-words.ts';

type AutonomyFilterProps = { query: UrlQuery; choices: readonly Autonomy[] };

export function AutonomyFilter({ query, choices }: AutonomyFilterProps) {
  return (
    <FilterSelect
      label="Autonomy"
      any="Any autonomy"
      value={query.get('autonomy')}
      options={choices.map((value) => ({ value, label: AUTONOMY_WORDS[value].label }))}
      onChange={(autonomy) => query.set({ autonomy })}
    />
  );
}
