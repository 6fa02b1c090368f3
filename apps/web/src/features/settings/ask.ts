import { useQuery } from '@tanstack/react-query';
import type { UseQueryResult } from '@tanstack/react-query';
import type { Failure } from '../../api/request.ts';
import { request } from '../../api/request.ts';

/** What a query throws: the server's refusal, for the page to show in its own words. */
export class RefusedQuery extends Error {
  readonly failure: Failure;
  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}

/** Something that only the server has, by its path below `/api/v1`. The path is also its name in the cache. */
export function useAsk<T>(
  path: string,
  /** Milliseconds until it is asked again, by what was answered; false: not by itself. */
  again?: (answer: T | undefined) => number | false,
): UseQueryResult<T, RefusedQuery> {
  return useQuery<T, RefusedQuery>({
    queryKey: [path],
    ...(again === undefined ? {} : { refetchInterval: ({ state }) => again(state.data) }),
    queryFn: async ({ signal }) => {
      const answer = await request<T>('GET', path, { signal });
      if (!answer.ok) throw new RefusedQuery(answer.failure);
      return answer.value;
    },
  });
}
