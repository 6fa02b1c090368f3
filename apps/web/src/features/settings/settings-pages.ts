import type { Permission, Role } from '@frontdesk/core/roles';
import { PERMISSIONS } from '@frontdesk/core/roles';
import {
  BookOpenCheck,
  Building2,
  Inbox,
  KeyRound,
  ListTree,
  MessageSquareText,
  Sparkles,
  Tag,
  Target,
  User,
  Users,
  Webhook,
} from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import type { ComponentType } from 'react';
import { lazy } from 'react';
import { AccountPage } from './account-page.tsx';
import { ApiKeysPage } from './api-keys-page.tsx';
import { InboxesPage } from './inboxes-page.tsx';
import { SavedRepliesPage } from './saved-replies-page.tsx';
import { TagsPage } from './tags-page.tsx';
import { TeamPage } from './team-page.tsx';

export type SettingsPage = {
  readonly id: string;
  readonly name: string;
  readonly icon: LucideIcon;
  readonly screen: ComponentType<{ address: string }>;
  readonly permission?: Permission;
  /** A table needs the room. */
  readonly wide?: boolean;
};

const WORKSPACE: readonly SettingsPage[] = [
  { id: 'account', name: 'My account', icon: User, screen: AccountPage },
  { id: 'inboxes', name: 'Inboxes', icon: Inbox, screen: InboxesPage },
  { id: 'team', name: 'Team', icon: Users, screen: TeamPage },
  { id: 'replies', name: 'Saved replies', icon: MessageSquareText, screen: SavedRepliesPage },
  { id: 'tags', name: 'Tags', icon: Tag, screen: TagsPage },
  {
    id: 'api-keys',
    name: 'API keys',
    icon: KeyRound,
    screen: ApiKeysPage,
    permission: 'apiKey.write',
  },
  {
    id: 'single-sign-on',
    name: 'Single sign-on',
    icon: Building2,
    screen: lazy(async () => ({
      default: (await import('./single-sign-on-page.tsx')).SingleSignOnPage,
    })),
    permission: 'organization.write',
  },
];

const READING: readonly SettingsPage[] = [
  {
    id: 'intents',
    name: 'Intents',
    icon: Target,
    screen: lazy(async () => ({
      default: (await import('./intents/intents-page.tsx')).IntentsPage,
    })),
    permission: 'sop.read',
  },
  {
    id: 'procedures',
    name: 'Procedures',
    icon: BookOpenCheck,
    screen: lazy(async () => ({
      default: (await import('./procedures/procedures-page.tsx')).ProceduresPage,
    })),
    permission: 'sop.read',
    wide: true,
  },
  {
    id: 'ai',
    name: 'AI providers',
    icon: Sparkles,
    screen: lazy(async () => ({
      default: (await import('./providers/providers-page.tsx')).ProvidersPage,
    })),
    permission: 'ai.read',
  },
  {
    id: 'webhooks',
    name: 'Webhooks',
    icon: Webhook,
    screen: lazy(async () => ({
      default: (await import('./webhooks/webhooks-page.tsx')).WebhooksPage,
    })),
    permission: 'ai.read',
  },
  {
    id: 'decisions',
    name: 'Decision log',
    icon: ListTree,
    screen: lazy(async () => ({
      default: (await import('./decisions/decisions-page.tsx')).DecisionsPage,
    })),
    permission: 'ai.read',
    wide: true,
  },
];

export const PAGE_GROUPS = [
  { name: 'Workspace', pages: WORKSPACE },
  { name: 'Reading and answering', pages: READING },
] as const;

export const PAGES: readonly SettingsPage[] = [...WORKSPACE, ...READING];

/** The least role that opens a page. */
export const roleFor = ({ permission }: SettingsPage): Role =>
  permission === undefined ? 'VIEWER' : PERMISSIONS[permission];
