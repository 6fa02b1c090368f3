/** "English" for `en`, in this browser's language; the tag itself where the browser knows no name, null where there is none. */
export function languageName(tag: string | null): string | null {
  if (tag === null) return null;
  try {
    return new Intl.DisplayNames(undefined, { type: 'language' }).of(tag) ?? tag;
  } catch {
    return tag;
  }
}
