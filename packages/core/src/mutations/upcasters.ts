import type { MutationName } from './arguments.ts';
import { MUTATIONS } from './registry.ts';

/** Makes arguments of one version into those of the next. They are as a client sent them: nothing has checked them yet. */
export type Upcaster = (args: unknown) => unknown;

/** What this build can read of mutations that other builds wrote. */
export type Vocabulary = {
  readonly versionOf: (name: MutationName) => number;
  /** By name, then by the version that it starts from. */
  readonly upcasters: {
    readonly [N in MutationName]?: { readonly [version: number]: Upcaster };
  };
};

/**
 * An upcaster stays for as long as a client or a journal may hold its version: 60 days after the last client that wrote
 * it was shipped. No mutation has changed its shape so far.
 */
export const VOCABULARY: Vocabulary = {
  versionOf: (name) => MUTATIONS[name].version,
  upcasters: {},
};

/**
 * Arguments as the present version has them; unchecked still. `upgrade`: they are of a newer version, or of one that is
 * older than anything this build can read.
 */
export function upcast(
  { versionOf, upcasters }: Vocabulary,
  name: MutationName,
  written: { readonly version: number; readonly args: unknown },
): { readonly args: unknown } | 'upgrade' {
  const now = versionOf(name);
  if (written.version > now) return 'upgrade';
  let { args } = written;
  for (let version = written.version; version < now; version++) {
    const next = upcasters[name]?.[version];
    if (!next) return 'upgrade';
    args = next(args);
  }
  return { args };
}
