import { PanelSection } from '@frontdesk/ui/panel-section';
import { FileQuestion } from 'lucide-react';
import { useEffect, useState } from 'react';
import { request } from '../../api/request.ts';
import { useNow } from '../../shell/clock.ts';
import { age, fullTime } from '../../shell/words.ts';

type UnparsedDelivery = { readonly id: string; readonly inboxName: string | null; readonly channel: string; readonly receivedAt: string; readonly reason: string };

/** Deliveries that a vendor signed but nobody could read: kept whole, shown so that nothing is lost unseen. */
export function Unparsed() {
  const [rows, setRows] = useState<readonly UnparsedDelivery[]>([]);
  const now = useNow();
  useEffect(() => {
    let over = false;
    void request<{ data: UnparsedDelivery[] }>('GET', '/dead-letters?kind=unparsed').then((answer) => {
      if (!over && answer.ok) setRows(answer.value.data);
    });
    return () => {
      over = true;
    };
  }, []);
  if (rows.length === 0) return null;
  return (
    <PanelSection title="Received but not understood" icon={<FileQuestion size={13} aria-hidden="true" />}>
      <ul className="flex flex-col gap-1">
        {rows.map((row) => (
          <li key={row.id} className="flex gap-3">
            <span className="flex-1">
              {row.inboxName ?? row.channel}: {row.reason}
            </span>
            <time className="text-xs text-ink-3" dateTime={row.receivedAt} title={fullTime(row.receivedAt)}>
              {age(row.receivedAt, now)}
            </time>
          </li>
        ))}
      </ul>
    </PanelSection>
  );
}
