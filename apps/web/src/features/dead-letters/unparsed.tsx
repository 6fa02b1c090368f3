import { PanelSection } from '@frontdesk/ui/panel-section';
import { FileQuestion } from 'lucide-react';
import { useEffect, useState } from 'react';
import { request } from '../../api/request.ts';
import { useList } from '../../replica/hooks.ts';
import * as indexes from '../../replica/indexes.ts';
import { useNow } from '../../shell/clock.ts';
import { age, fullTime } from '../../shell/words.ts';

type UnreadDelivery = {
  readonly id: string;
  readonly inboxId: string;
  readonly state: 'UNPARSED' | 'FAILED';
  readonly attempts: number;
  readonly error: string | null;
  readonly at: string;
};

/** Deliveries that a vendor signed but nobody could read: kept whole, shown so that nothing is lost unseen. */
export function Unparsed() {
  const [rows, setRows] = useState<readonly UnreadDelivery[]>([]);
  const inboxes = useList(indexes.inboxes);
  const now = useNow();
  useEffect(() => {
    let over = false;
    void request<{ data: UnreadDelivery[] }>('GET', '/dead-letters/deliveries').then((answer) => {
      if (!over && answer.ok) setRows(answer.value.data);
    });
    return () => {
      over = true;
    };
  }, []);
  if (rows.length === 0) return null;
  return (
    <PanelSection
      title="Received but not understood"
      icon={<FileQuestion size={13} aria-hidden="true" />}
    >
      <ul className="flex flex-col gap-1">
        {rows.map((row) => (
          <li key={row.id} className="flex gap-3">
            <span className="flex-1">
              {inboxes.find((inbox) => inbox.id === row.inboxId)?.name ?? 'An inbox'}:{' '}
              {row.error ?? 'not in a form that we know'}
            </span>
            <time className="text-xs text-ink-3" dateTime={row.at} title={fullTime(row.at)}>
              {age(row.at, now)}
            </time>
          </li>
        ))}
      </ul>
    </PanelSection>
  );
}
