'use client';
import { useMemo, useRef } from 'react';
import type { ReactNode } from 'react';
import { ComposerField, GhostBar } from '../features/conversation/composer-field.tsx';
import type { Ghost } from '../features/conversation/ghost.ts';
import { ReadingLine } from '../features/reading/reading-line.tsx';
import { RunCard } from '../features/runs/run-card.tsx';
import { WorkspaceContext } from '../replica/workspace.ts';
import { FIXTURE_READINGS, FIXTURE_RUNS } from './fixture-runs.ts';
import { SYNC_STATES } from './fixture-work.ts';
import { fixtureWorkspace } from './fixture-workspace.ts';

const nothing = () => undefined;

const GHOSTS: readonly { readonly typed: string; readonly ghost: Ghost }[] = [
  {
    typed: '',
    ghost: {
      rest: 'Hi Daniel, I have just sent a reset link. It works for 30 minutes.',
      words: 'Suggested by “TrackMan password reset”',
      writing: false,
    },
  },
  {
    typed: 'The link is in your inbox, Daniel. It works for 30 minutes',
    ghost: {
      rest: ' and signs you in on the bay screen by itself.',
      words: 'Being written by OpenAI…',
      writing: true,
    },
  },
  {
    typed: '',
    ghost: {
      rest: '',
      words: 'No procedure fits and no AI provider is set up. Write the reply yourself.',
      writing: false,
    },
  },
];

/** Readings, runs in every state, and replies that are offered. */
export function Procedures() {
  const workspace = useMemo(() => fixtureWorkspace(SYNC_STATES.live), []);
  return (
    <WorkspaceContext value={workspace}>
      <Block title="How messages were read">
        {FIXTURE_READINGS.map((reading) => (
          <ReadingLine key={reading.id} reading={reading} />
        ))}
      </Block>
      <Block title="Procedures at work">
        {FIXTURE_RUNS.map((run) => (
          <RunCard key={run.id} run={run} keyed={run.id === 'run-password'} seenUpTo={0} />
        ))}
      </Block>
      <Block title="Replies on offer">
        {GHOSTS.map(({ typed, ghost }) => (
          <Offered key={ghost.words} typed={typed} ghost={ghost} />
        ))}
      </Block>
    </WorkspaceContext>
  );
}

function Block({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="border-b py-4">
      <h2 className="mb-2 text-xs font-medium text-ink-3">{title}</h2>
      <div className="flex flex-col gap-2">{children}</div>
    </section>
  );
}

function Offered({ typed, ghost }: { typed: string; ghost: Ghost }) {
  const field = useRef<HTMLTextAreaElement>(null);
  return (
    <div className="rounded-lg border border-line-strong">
      <ComposerField field={field} mode="reply" value={typed} ghost={ghost} onChange={nothing} />
      <GhostBar ghost={ghost} onTake={nothing} onDismiss={nothing} />
    </div>
  );
}
