import { ConciergeBell } from 'lucide-react';
import type { ReactNode } from 'react';

/** The quiet page around every form of the front door. */
export function SignInFrame({
  title,
  lead,
  children,
  below,
}: {
  title: string;
  lead?: ReactNode;
  children: ReactNode;
  below?: ReactNode;
}) {
  return (
    <main className="grid min-h-dvh place-items-center bg-sunken px-4 py-10">
      <div className="w-full max-w-sm">
        <div className="mb-6 flex items-center justify-center gap-2 text-base font-semibold">
          <ConciergeBell size={22} className="text-accent" aria-hidden="true" />
          Frontdesk
        </div>
        <div className="rounded-xl border bg-panel p-6 shadow-pop">
          <h1 className="text-lg font-semibold">{title}</h1>
          {lead === undefined ? null : <p className="mt-1 text-ink-2">{lead}</p>}
          <div className="mt-5">{children}</div>
        </div>
        {below === undefined ? null : <div className="mt-4 text-center text-ink-2">{below}</div>}
      </div>
    </main>
  );
}
