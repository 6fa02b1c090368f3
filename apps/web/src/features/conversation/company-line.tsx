import { Avatar } from '@frontdesk/ui/avatar';
import { PenLine } from 'lucide-react';
import { memo } from 'react';
import { useCompany } from '../../replica/hooks.ts';

type LineProps = { conversationId: string; customer: string };

/**
 * Who writes at this moment: the customer, and colleagues who answer the same customer. The line has its height whether
 * or not there is anything to say, so that nothing moves when somebody begins.
 */
export const CompanyLine = memo(function CompanyLine({ conversationId, customer }: LineProps) {
  const { replying, customerTypes } = useCompany(conversationId);
  const [first, ...others] = replying;
  const names = [first, ...others].flatMap((person) => person?.name ?? []).join(' and ');
  return (
    <p
      role="status"
      className="mx-auto flex h-5 w-full max-w-[60rem] shrink-0 items-center gap-x-4 overflow-hidden px-4 text-xs whitespace-nowrap"
    >
      {customerTypes ? (
        <span className="flex min-w-0 items-center gap-1 text-ink-3">
          <PenLine size={12} aria-hidden="true" className="shrink-0" />
          <span className="truncate">
            <bdi>{customer}</bdi> is typing…
          </span>
        </span>
      ) : null}
      {first === undefined ? null : (
        <span className="flex min-w-0 items-center gap-1.5 font-medium text-warn">
          <Avatar name={first.name} seed={first.id} size="xs" />
          <span className="truncate">
            {names} {others.length === 0 ? 'is' : 'are'} replying too
          </span>
        </span>
      )}
    </p>
  );
});
