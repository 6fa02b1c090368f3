import type { Entities } from '@frontdesk/core/entity-registry';
import { MUTATIONS } from '@frontdesk/core/mutations/registry';
import type { Live } from '@frontdesk/sync/client/live';
import type { RefusedItem } from '@frontdesk/sync/client/sync-client';
import { createTabClient } from '@frontdesk/sync/client/tab-client';
import { systemClock } from '@frontdesk/sync/engine/system-clock';
import { BrowserLink } from '@frontdesk/sync/tabs/browser-link';
import { ENGINE_FILES } from '../engine/engine-files.ts';
import type { EngineSettings } from '../engine/engine-settings.ts';
import { BUILD } from '../shell/build.ts';
import { updates } from '../shell/updates.ts';
import { farewell } from './farewell.ts';
import { INDEXES } from './indexes.ts';
import { LOCAL_RULES } from './local-rules.ts';
import { withSteadyPresence } from './steady-presence.ts';
import { noteWipe } from './unfinished-wipes.ts';
import { finishWipeOf, finishWipes, wipeDevice } from './wipe-device.ts';
import type { Me, Workspace } from './workspace.ts';

export type OpenWorkspace = {
  readonly workspace: Workspace;
  readonly close: () => Promise<void>;
  /**
   * Closes it in every tab and deletes what this device holds for this person. `keepWork`: but for work that has not gone out,
   * which goes out when they sign in here again.
   */
  readonly leave: (options: { readonly keepWork: boolean }) => Promise<void>;
};

export type WorkspaceListener = {
  readonly onRefused: (item: RefusedItem) => void;
  /** This person has signed out in another tab. */
  readonly onLeft: () => void;
};

/** Is this tab in front? */
const visible: Live<boolean> = {
  get: () => document.visibilityState === 'visible',
  subscribe: (listener) => {
    document.addEventListener('visibilitychange', listener);
    return () => document.removeEventListener('visibilitychange', listener);
  },
};

/** This page's way to the engine that leads, with the worker by which it may lead itself. */
const linkTo = (owner: string): BrowserLink =>
  new BrowserLink({
    owner,
    build: BUILD,
    settings: { files: ENGINE_FILES } satisfies EngineSettings,
    startWorker: () => new Worker(ENGINE_FILES.engineWorker, { type: 'module', name: 'engine' }),
    startSwitchboard:
      typeof SharedWorker === 'function'
        ? () => new SharedWorker(ENGINE_FILES.switchboard, { type: 'module', name: 'switchboard' })
        : null,
    outdated: () => updates.outdated(),
  });

/** Opens this page's replica for the person who is signed in, over the engine that leads in this browser. */
export async function openWorkspace(
  me: Me,
  { onRefused, onLeft }: WorkspaceListener,
): Promise<OpenWorkspace> {
  const owner = `${me.organizationId}/${me.userId}`;
  await finishWipeOf(owner);
  const link = linkTo(owner);
  const client = createTabClient<Entities, typeof MUTATIONS>({
    link,
    clock: systemClock,
    mutations: MUTATIONS,
    indexes: INDEXES,
    rules: LOCAL_RULES,
    identity: {
      organizationId: me.organizationId,
      userId: me.userId,
      membershipId: me.membershipId,
    },
    build: BUILD,
    onRefused,
    visible,
  });
  const { store, status, pending, refused, presence } = client;
  const workspace: Workspace = {
    me,
    store,
    status,
    pending,
    refused,
    presence,
    mutate: (name, args) => client.mutate(name, args),
    dismiss: (uid) => client.dismiss(uid),
    withdraw: (uid) => client.withdraw(uid),
    retry: () => client.retry(),
    hold: (group) => client.hold(group),
    search: (search) => client.search(search),
  };
  const others = farewell(owner);
  const close = async (): Promise<void> => {
    others.close();
    await client.close();
    await link.close();
  };
  // Whichever tab is the last to close what it has open deletes what the first could not.
  others.hear(() => void close().then(finishWipes).finally(onLeft));
  return {
    workspace: withSteadyPresence(workspace),
    close,
    leave: async ({ keepWork }) => {
      noteWipe(owner, { keepWork });
      others.say('left');
      await close();
      await wipeDevice(owner, { keepWork });
    },
  };
}
