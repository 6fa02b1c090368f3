import { isUuid } from '@frontdesk/core/ids';

/** Where the next page of a bootstrap begins. It holds all that is needed, so that any gateway can go on. */
export type BootstrapPlace = {
  /** heads: conversations with their cards and tags. timeline: what was said in them. */
  readonly section: 'heads' | 'timeline';
  /** The last conversation of the page before; both sections go from the newest id down. Null: from the first. */
  readonly before: string | null;
  /** Since when a closed conversation counts as recent, fixed by the first page: milliseconds since the epoch. */
  readonly since: number;
};

const TOKEN = /^(heads|timeline)~([\da-f-]*)~(\d{1,14})$/;

export const toToken = ({ section, before, since }: BootstrapPlace): string =>
  `${section}~${before ?? ''}~${since}`;

/** Undefined for anything that {@link toToken} has not made. */
export function fromToken(token: string): BootstrapPlace | undefined {
  const [, section, before, since] = TOKEN.exec(token) ?? [];
  if (section !== 'heads' && section !== 'timeline') return undefined;
  if (before && !isUuid(before)) return undefined;
  return { section, before: before || null, since: Number(since) };
}
