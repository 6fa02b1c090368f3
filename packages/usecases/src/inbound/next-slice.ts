import type { InboundEvent } from '@frontdesk/connector-kit/channel';
import type { ReadDelivery } from './take-deliveries.ts';

/** Each makes up to five replicated rows, and one transaction may change 5,000 of those. */
const MAX_EVENTS = 500;

/** What one transaction applies. */
export type Slice = {
  readonly events: readonly InboundEvent[];
  /** Deliveries that are done with it. */
  readonly finished: readonly ReadDelivery[];
  /** The delivery that is too large for one transaction, and how many of its events are applied with this one. */
  readonly partly: { readonly id: string; readonly applied: number } | null;
};

/**
 * As many whole deliveries as fit; one that alone does not fit goes piece by piece. `applied` remembers how far those
 * have come; when that is forgotten the pieces are taken again, and what is stored already is left out.
 */
export function nextSlice(
  read: readonly ReadDelivery[],
  applied: ReadonlyMap<string, number>,
): Slice {
  const [first] = read;
  const skipped = first ? (applied.get(first.id) ?? 0) : 0;
  if (first && first.events.length - skipped > MAX_EVENTS) {
    const end = skipped + MAX_EVENTS;
    return {
      events: first.events.slice(skipped, end),
      finished: [],
      partly: { id: first.id, applied: end },
    };
  }
  let left = MAX_EVENTS;
  const fits = read.findIndex(
    (one, index) => (left -= one.events.length - (index === 0 ? skipped : 0)) < 0,
  );
  const finished = fits === -1 ? read : read.slice(0, fits);
  const events = finished.flatMap((one, index) =>
    index === 0 ? one.events.slice(skipped) : one.events,
  );
  return { events, finished, partly: null };
}
