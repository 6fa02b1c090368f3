import type { Role } from '@frontdesk/core/roles';
import { EmptyState } from '@frontdesk/ui/empty-state';
import { Lock } from 'lucide-react';

const WHO: Readonly<Record<Role, string>> = {
  VIEWER: 'members',
  AGENT: 'agents, managers and admins',
  MANAGER: 'managers and admins',
  ADMIN: 'admins',
  OWNER: 'owners',
};

/** An address that somebody else sent: it says who can open it, instead of showing another page. */
export function NotAllowed({ page, least }: { page: string; least: Role }) {
  return (
    <EmptyState
      icon={<Lock size={28} strokeWidth={1.5} aria-hidden="true" />}
      title="This page is not open to you"
    >
      {page}: only {WHO[least]} see it. Ask an admin if you need to.
    </EmptyState>
  );
}
