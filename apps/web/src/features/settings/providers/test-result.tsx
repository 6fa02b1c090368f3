import { CircleAlert, CircleCheck } from 'lucide-react';
import type { Tested } from './use-test.ts';

export function TestResult({ result }: { result: Tested | null }) {
  if (result === null) return null;
  const Icon = result.ok ? CircleCheck : CircleAlert;
  return (
    <p
      role="status"
      className={`mt-2 flex items-start gap-1.5 ${result.ok ? 'text-ok' : 'text-bad'}`}
    >
      <Icon size={15} aria-hidden="true" className="mt-0.5 shrink-0" />
      {result.words}
    </p>
  );
}
