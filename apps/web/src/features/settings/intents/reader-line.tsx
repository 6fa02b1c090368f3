import { Banner } from '@frontdesk/ui/banner';
import { GraduationCap, LoaderCircle, TriangleAlert } from 'lucide-react';
import { useNow } from '../../../shell/clock.ts';
import { sayReader } from './reader-words.ts';
import { useReader } from './use-reader.ts';

const ICONS = { ok: GraduationCap, accent: LoaderCircle, warn: TriangleAlert, bad: TriangleAlert };

export function ReaderLine() {
  const { data, error } = useReader();
  const now = useNow();
  if (data === undefined)
    return (
      <div className="mb-6 min-h-8">
        {error === null ? null : <Banner tone="warn">{error.failure.message}</Banner>}
      </div>
    );
  const { tone, words } = sayReader(data, now);
  const Icon = ICONS[tone];
  return (
    <div className="mb-6">
      <Banner tone={tone} icon={<Icon size={15} aria-hidden="true" className="shrink-0" />}>
        {words}
      </Banner>
    </div>
  );
}
