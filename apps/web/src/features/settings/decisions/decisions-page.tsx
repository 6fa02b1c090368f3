import { Button } from '@frontdesk/ui/button';
import { EmptyState } from '@frontdesk/ui/empty-state';
import { ListTree, SearchX } from 'lucide-react';
import { counted } from '../../../shell/words.ts';
import { PageHead, Problem } from '../page-parts.tsx';
import { onListKeys } from '../parts/row-keys.ts';
import { urlQuery } from '../parts/url-query.ts';
import { DecisionFilters } from './decision-filters.tsx';
import { DecisionRow } from './decision-row.tsx';
import { filtersOf, useDecisions } from './use-decisions.ts';

/** How every message was read, and what was done about it: newest first, filters in the address. */
export function DecisionsPage({ address }: { address: string }) {
  const query = urlQuery(address);
  const filters = filtersOf(query);
  const log = useDecisions(filters);
  const { data, error, hasNextPage, isFetchingNextPage } = log;
  return (
    <div role="presentation" onKeyDown={onListKeys}>
      <PageHead title="Decision log">
        How each message was read, which procedure fitted and why, what was done, and who let it.
      </PageHead>
      <div className="mb-3">
        <DecisionFilters query={query} />
      </div>
      {error === null ? null : <Problem failure={error.failure} />}
      <p role="status" className="mb-1 min-h-4 text-xs text-ink-3">
        {data === undefined
          ? error === null
            ? 'Fetching'
            : ''
          : countWords(data.length, hasNextPage)}
      </p>
      {data?.length === 0 ? <Nothing filtered={filters !== ''} onClear={query.clear} /> : null}
      {data === undefined || data.length === 0 ? null : (
        <ul aria-label="Decisions" className="border-t">
          {data.map((decision) => (
            <DecisionRow key={`${decision.id}-${decision.run?.id ?? ''}`} decision={decision} />
          ))}
        </ul>
      )}
      {hasNextPage ? (
        <div className="mt-3 flex justify-center">
          <Button disabled={isFetchingNextPage} onClick={() => void log.fetchNextPage()}>
            {isFetchingNextPage ? 'Fetching' : 'Older'}
          </Button>
        </div>
      ) : null}
    </div>
  );
}

const countWords = (shown: number, more: boolean): string =>
  shown === 0 ? '' : more ? `The newest ${shown}` : counted(shown, 'decision');

function Nothing({ filtered, onClear }: { filtered: boolean; onClear: () => void }) {
  return filtered ? (
    <EmptyState
      icon={<SearchX size={28} strokeWidth={1.5} aria-hidden="true" />}
      title="Nothing fits"
      action={<Button onClick={onClear}>Clear the filters</Button>}
    >
      No message was read and handled like this.
    </EmptyState>
  ) : (
    <EmptyState
      icon={<ListTree size={28} strokeWidth={1.5} aria-hidden="true" />}
      title="Nothing was read yet"
    >
      As soon as a customer writes, it stands here how the message was read and what came of it.
    </EmptyState>
  );
}
