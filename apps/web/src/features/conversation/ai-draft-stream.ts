import { streamEvents } from '../../api/event-stream.ts';
import { openStream } from '../../api/open-stream.ts';
import type { AiDraftEvent } from './ai-draft.ts';

const BROKEN = 'The draft broke off on the way. Try again.';

/** An event of the stream as the draft takes it; null: one that we do not know. */
function parsed(event: string, data: string): AiDraftEvent | null {
  const fields = JSON.parse(data) as Readonly<Record<string, unknown>>;
  const words = (field: string) => (typeof fields[field] === 'string' ? fields[field] : '');
  switch (event) {
    case 'start':
      return { kind: 'start', provider: words('provider') };
    case 'text':
      return { kind: 'text', delta: words('delta') };
    case 'restart':
      return { kind: 'restart', why: words('why') };
    case 'end':
      return { kind: 'end' };
    case 'none':
      return { kind: 'none', why: words('why') };
    case 'error':
      return { kind: 'error', why: words('message') || BROKEN };
    default:
      return null;
  }
}

/** Asks for a draft, and tells it as it comes (`POST /conversations/{id}/ai-draft`). Ends quietly once `signal` aborts. */
export async function* aiDraftEvents(
  conversationId: string,
  signal: AbortSignal,
): AsyncGenerator<AiDraftEvent> {
  const answer = await openStream(`/conversations/${conversationId}/ai-draft`, signal);
  if (signal.aborted) return;
  if (!answer.ok) {
    yield { kind: 'error', why: answer.failure.message };
    return;
  }
  try {
    for await (const { event, data } of streamEvents(answer.value)) {
      const next = parsed(event, data);
      if (next !== null) yield next;
      if (next?.kind === 'end' || next?.kind === 'none' || next?.kind === 'error') return;
    }
  } catch {
    // The network, or a piece that is no JSON: for whoever waits for a draft it is the same.
  }
  if (!signal.aborted) yield { kind: 'error', why: BROKEN };
}
