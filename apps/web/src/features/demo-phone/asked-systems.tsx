import { Mail, Webhook } from 'lucide-react';
import { useCallback, useState } from 'react';
import { clockTime } from '../../shell/words.ts';
import { type SystemCall, listSystemCalls } from './phone-api.ts';
import { useLook } from './use-look.ts';

const SHOWN = 6;

/** What procedures have asked the club's own systems to do: the other end of their webhooks. */
export function AskedSystems() {
  const [calls, setCalls] = useState<readonly SystemCall[]>([]);
  const look = useCallback(async (signal: AbortSignal) => {
    const answer = await listSystemCalls(signal);
    if (!signal.aborted && answer.ok) setCalls(answer.value.data.slice(0, SHOWN));
  }, []);
  useLook(look);
  return (
    <section aria-labelledby="asked-systems" className="flex flex-col gap-2 border-t pt-4">
      <h2 id="asked-systems" className="font-semibold">
        Your own systems
      </h2>
      {calls.length === 0 ? (
        <p className="text-xs text-ink-2">
          Procedures can call them. Write “I forgot my password” and approve what is proposed.
        </p>
      ) : (
        <ul className="flex flex-col gap-2">
          {calls.map((call) => (
            <AskedSystem key={call.id} call={call} />
          ))}
        </ul>
      )}
    </section>
  );
}

function AskedSystem({ call }: { call: SystemCall }) {
  const Icon = call.mailTo === null ? Webhook : Mail;
  return (
    <li className="flex items-start gap-2 text-xs">
      <Icon size={14} className="mt-0.5 shrink-0 text-ink-3" aria-hidden="true" />
      <span className="min-w-0 flex-1">
        <span className="block font-medium">{call.system}</span>
        <span className="block break-words text-ink-2">
          {call.mailTo === null
            ? `was called for ${call.customer}`
            : `mailed a reset link to ${call.mailTo}`}
        </span>
      </span>
      <time dateTime={call.at} className="tabular-nums text-ink-3">
        {clockTime(call.at)}
      </time>
    </li>
  );
}
