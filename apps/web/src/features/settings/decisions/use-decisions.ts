import type { RunAutonomy } from '@frontdesk/core/sops/actions';
import type { RunState, StepState } from '@frontdesk/core/sops/entities';
import { useInfiniteQuery } from '@tanstack/react-query';
import { request } from '../../../api/request.ts';
import { RefusedQuery } from '../ask.ts';
import type { UrlQuery } from '../parts/url-query.ts';

type Named = { readonly id: string; readonly name: string };

/** A row of `GET /api/v1/ai/decisions`: a message that was read, and what came of it. */
export type Decision = {
  readonly id: string;
  readonly at: string;
  readonly preview: string;
  readonly conversationId: string;
  readonly contact: Named;
  /** As it counts now; null: nobody is sure. */
  readonly intent: Named | null;
  readonly confidence: number;
  /** `read` is what the machine had said. */
  readonly corrected: { readonly read: Named | null; readonly by: Named | null } | null;
  /** `BUILT_IN_READER`, or a provider's name. */
  readonly provider: string;
  readonly ms: number;
  /** US dollars. */
  readonly cost: number;
  readonly run: {
    readonly id: string;
    readonly title: string;
    readonly sopVersion: number;
    readonly because: string;
    readonly autonomy: RunAutonomy;
    readonly state: RunState;
    readonly reason: string | null;
    readonly steps: readonly { readonly state: StepState }[];
    readonly approvedBy: readonly Named[];
  } | null;
};

type Page = { readonly data: readonly Decision[]; readonly nextCursor: string | null };

/** Filters that are passed on as they stand in the address. */
const SAME = ['intent', 'sop', 'state', 'autonomy', 'provider', 'corrected'] as const;

/** Midnight of a day in this browser's time zone, so many days later; null for what is no day. */
function midnight(day: string, later: number): string | null {
  const [year, month, date] = day.split('-').map(Number);
  if (!year || !month || !date) return null;
  return new Date(year, month - 1, date + later).toISOString();
}

/** The page's filters as the API takes them. Days are whole ones, the last included. */
export function filtersOf(query: Pick<UrlQuery, 'get'>): string {
  const params = new URLSearchParams();
  for (const name of SAME) if (query.get(name) !== '') params.set(name, query.get(name));
  const from = midnight(query.get('from'), 0);
  const to = midnight(query.get('to'), 1);
  if (from !== null) params.set('from', from);
  if (to !== null) params.set('to', to);
  return params.toString();
}

const PAGE = 50;

/** Newest first, and older ones by the page. */
export function useDecisions(filters: string) {
  return useInfiniteQuery<Page, RefusedQuery, readonly Decision[], readonly string[], string>({
    queryKey: ['/ai/decisions', filters],
    initialPageParam: '',
    queryFn: async ({ pageParam, signal }) => {
      const params = new URLSearchParams(filters);
      params.set('limit', String(PAGE));
      if (pageParam !== '') params.set('cursor', pageParam);
      const answer = await request<Page>('GET', `/ai/decisions?${params}`, { signal });
      if (!answer.ok) throw new RefusedQuery(answer.failure);
      return answer.value;
    },
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    select: ({ pages }) => pages.flatMap(({ data }) => data),
  });
}
