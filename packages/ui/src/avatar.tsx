import type { ChannelKind } from '@frontdesk/core/entities';
import clsx from 'clsx';
import { ChannelBadge } from './channel-mark.tsx';
import { initials } from './initials.ts';
import { stableColour } from '@frontdesk/core/stable-colour';

const SIZES = {
  xs: 'size-4.5 text-[8px]',
  sm: 'size-6 text-[10px]',
  md: 'size-8 text-xs',
  lg: 'size-10 text-base',
} as const;

export type AvatarProps = {
  name: string;
  /** What the colour is made from: an id. */
  seed: string;
  size?: keyof typeof SIZES;
  channel?: ChannelKind;
  online?: boolean;
};

/** Initials on a stable colour. Decorative: the name always stands beside it or in the row's own label. */
export function Avatar({ name, seed, size = 'md', channel, online }: AvatarProps) {
  return (
    <span className="relative inline-flex shrink-0">
      <span
        aria-hidden="true"
        // As generated content: a picture of the name is not part of the words of a button that it stands in.
        data-initials={initials(name)}
        className={clsx(
          'grid place-items-center rounded-full font-semibold text-white uppercase before:content-[attr(data-initials)]',
          SIZES[size],
        )}
        style={{ backgroundColor: stableColour(seed) }}
      />
      {channel === undefined ? null : <ChannelBadge channel={channel} />}
      {online === true ? (
        <span className="absolute -right-px -bottom-px size-2 rounded-full border border-panel bg-ok" />
      ) : null}
    </span>
  );
}

/** Up to `max` faces in a stack, then how many more. */
export function AvatarStack({
  people,
  max = 3,
}: {
  people: readonly { id: string; name: string }[];
  max?: number;
}) {
  const rest = people.length - max;
  return (
    <span className="flex items-center">
      {people.slice(0, max).map((person) => (
        <span
          key={person.id}
          data-tip={person.name}
          className="-ml-1 rounded-full border-2 border-sunken first:ml-0"
        >
          <Avatar name={person.name} seed={person.id} size="xs" />
        </span>
      ))}
      {rest > 0 ? <span className="tabular ml-1 text-2xs text-ink-3">+{rest}</span> : null}
    </span>
  );
}
