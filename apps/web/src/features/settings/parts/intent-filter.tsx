import { useList } from '../../../replica/hooks.ts';
import * as indexes from '../../../replica/indexes.ts';
import { intentWords } from '../../../shell/words.ts';
import { FilterSelect } from './filter-select.tsx';
import type { UrlQuery } from './url-query.ts';

/** `none`: the words for what has no intent. */
export function IntentFilter({ query, none }: { query: UrlQuery; none: string }) {
  const intents = useList(indexes.intents);
  return (
    <FilterSelect
      label="Intent"
      any="Any intent"
      value={query.get('intent')}
      options={[
        ...intents.map(({ name }) => ({ value: name, label: intentWords(name) })),
        { value: 'none', label: none },
      ]}
      onChange={(intent) => query.set({ intent })}
    />
  );
}
