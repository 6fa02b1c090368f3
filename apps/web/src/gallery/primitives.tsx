'use client';
import { CHANNELS } from '@frontdesk/core/entities';
import { Avatar, AvatarStack } from '@frontdesk/ui/avatar';
import { Banner } from '@frontdesk/ui/banner';
import { Button } from '@frontdesk/ui/button';
import type { ButtonTone } from '@frontdesk/ui/button';
import { ChannelMark, channelName } from '@frontdesk/ui/channel-mark';
import { Chip } from '@frontdesk/ui/chip';
import type { Tone } from '@frontdesk/ui/chip';
import { EmptyState } from '@frontdesk/ui/empty-state';
import { NativeSelect, TextAreaField, TextField } from '@frontdesk/ui/field';
import { IconButton } from '@frontdesk/ui/icon-button';
import { Kbd } from '@frontdesk/ui/kbd';
import { PanelSection } from '@frontdesk/ui/panel-section';
import { Tabs } from '@frontdesk/ui/tabs';
import { AlarmClock, Check, Inbox, Tag } from 'lucide-react';
import { useState } from 'react';
import { GalleryRow } from './gallery-row.tsx';
import { Overlays } from './overlays.tsx';
import { SettingsParts } from './settings-parts.tsx';
import { Procedures } from './procedures.tsx';
import { SyncParts } from './sync-parts.tsx';

const BUTTONS: readonly ButtonTone[] = ['primary', 'plain', 'quiet', 'danger'];
const TONES: readonly Tone[] = ['neutral', 'accent', 'ok', 'warn', 'bad'];
const NAMES = ['Daniel Okafor', 'นภัสสร พรหมมา', '佐藤 健', 'Sofia Hernández', '+1 416 555 0142'];

export function Primitives() {
  return (
    <main className="mx-auto min-h-dvh max-w-4xl bg-panel px-8 py-6">
      <h1 className="text-xl font-semibold">Gallery</h1>
      <Buttons />
      <Faces />
      <Chips />
      <Fields />
      <TabsRow />
      <Banners />
      <SyncParts />
      <Blocks />
      <Procedures />
      <SettingsParts />
      <Overlays />
    </main>
  );
}

function Buttons() {
  return (
    <GalleryRow title="Buttons">
      {BUTTONS.map((tone) => (
        <Button key={tone} tone={tone} hotkey="E" icon={<Check size={14} aria-hidden="true" />}>
          {tone}
        </Button>
      ))}
      {BUTTONS.map((tone) => (
        <Button key={tone} tone={tone} size="sm">
          small {tone}
        </Button>
      ))}
      <Button disabled>disabled</Button>
      <IconButton label="Snooze" hotkey="S" icon={<AlarmClock size={16} />} />
      <IconButton label="Tag" pressed icon={<Tag size={16} />} />
      <Kbd>⌘K</Kbd>
    </GalleryRow>
  );
}

function Faces() {
  return (
    <GalleryRow title="Avatars and channels">
      {NAMES.map((name, at) => (
        <Avatar
          key={name}
          name={name}
          seed={name}
          channel={CHANNELS[at % CHANNELS.length] ?? 'webchat'}
        />
      ))}
      <Avatar name="Maya Keller" seed="maya" size="lg" online />
      <AvatarStack people={NAMES.map((name) => ({ id: name, name }))} />
      {CHANNELS.map((channel) => (
        <span key={channel} className="flex items-center gap-1">
          <ChannelMark channel={channel} decorative /> {channelName(channel)}
        </span>
      ))}
    </GalleryRow>
  );
}

function Chips() {
  return (
    <GalleryRow title="Chips and states">
      {TONES.map((tone) => (
        <Chip key={tone} tone={tone}>
          {tone}
        </Chip>
      ))}
      <Chip dot="#7a5cc4">Booking change</Chip>
    </GalleryRow>
  );
}

function Fields() {
  return (
    <GalleryRow title="Fields">
      <TextField
        label="E-mail"
        type="email"
        placeholder="you@example.test"
        hint="Where we reach you"
      />
      <TextField label="Name" defaultValue="Maya" error="Is taken" />
      <TextAreaField label="Words" />
      <NativeSelect label="Role">
        <option>Agent</option>
        <option>Manager</option>
      </NativeSelect>
    </GalleryRow>
  );
}

function TabsRow() {
  const [tab, setTab] = useState<'one' | 'two'>('one');
  return (
    <GalleryRow title="Tabs">
      <Tabs
        label="Example"
        value={tab}
        onChange={setTab}
        tabs={[
          { id: 'one', label: 'Reply' },
          { id: 'two', label: 'Note' },
        ]}
      />
    </GalleryRow>
  );
}

function Banners() {
  return (
    <GalleryRow title="Banners">
      {TONES.map((tone) => (
        <div key={tone} className="w-full">
          <Banner tone={tone}>Something to know, in tone {tone}</Banner>
        </div>
      ))}
    </GalleryRow>
  );
}

function Blocks() {
  return (
    <GalleryRow title="Empty state and section">
      <EmptyState icon={<Inbox size={28} aria-hidden="true" />} title="All answered">
        When a customer writes on any channel, it appears here at once.
      </EmptyState>
      <div className="w-64 border">
        <PanelSection title="Section">Contents</PanelSection>
      </div>
    </GalleryRow>
  );
}
