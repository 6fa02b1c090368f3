import { navigate } from '../../../shell/location.ts';

/** The filters of a list, as they stand in its address: a reload, a link and the back button bring them back. */
export type UrlQuery = {
  readonly get: (name: string) => string;
  /** Empty takes a filter away. */
  readonly set: (changes: Readonly<Record<string, string>>) => void;
  readonly clear: () => void;
  /** The names that are set, search words included. */
  readonly names: readonly string[];
};

export function urlQuery(address: string): UrlQuery {
  const [path = '', search = ''] = address.split('?');
  const params = new URLSearchParams(search);
  const go = (next: URLSearchParams) => {
    const text = next.toString();
    navigate(text === '' ? path : `${path}?${text}`, { replace: true });
  };
  return {
    get: (name) => params.get(name) ?? '',
    set(changes) {
      const next = new URLSearchParams(params);
      for (const [name, value] of Object.entries(changes))
        if (value === '') next.delete(name);
        else next.set(name, value);
      go(next);
    },
    clear: () => go(new URLSearchParams()),
    names: [...params.keys()],
  };
}

/** What stands behind the page's own name: `/settings/procedures/new` → `new`. Empty on the page itself. */
export const subAddress = (address: string): string => address.split('?')[0]?.split('/')[3] ?? '';
