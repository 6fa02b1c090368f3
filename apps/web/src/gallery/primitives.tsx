'use client';
import { CHANNELS } from '@frontdesk/core/entities';
import { Avatar, AvatarStack } from '@frontdesk/ui/avatar';
import { Banner } from '@frontdesk/ui/banner';
import { Button } from '@frontdesk/ui/button';
import type { ButtonTone } from '@frontdesk/ui/button';
import { ChannelMark, channelName } from '@frontdesk/ui/channel-mark';
import { Chip } from '@frontdesk/ui/chip';
import type { Tone } from '@frontdesk/ui/chip';
import { CommandPalette } from '@frontdesk/ui/command-palette';
import { ConnectionMark } from '@frontdesk/ui/connection-mark';
import { Dialog } from '@frontdesk/ui/dialog';
import { EmptyState } from '@frontdesk/ui/empty-state';
import { NativeSelect, TextAreaField, TextField } from '@frontdesk/ui/field';
import { IconButton } from '@frontdesk/ui/icon-button';
import { Kbd } from '@frontdesk/ui/kbd';
import { Menu } from '@frontdesk/ui/menu';
import { PanelSection } from '@frontdesk/ui/panel-section';
import { Picker } from '@frontdesk/ui/picker';
import { Popover } from '@frontdesk/ui/popover';
import { Select } from '@frontdesk/ui/select';
import { Tabs } from '@frontdesk/ui/tabs';
import { ToastHost } from '@frontdesk/ui/toast-host';
import type { ToastMessage } from '@frontdesk/ui/toast-host';
import { TooltipHost } from '@frontdesk/ui/tooltip-host';
import { AlarmClock, Check, Inbox, Tag } from 'lucide-react';
import { useCallback, useState } from 'react';
import type { ReactNode } from 'react';

const BUTTONS: readonly ButtonTone[] = ['primary', 'plain', 'quiet', 'danger'];
const TONES: readonly Tone[] = ['neutral', 'accent', 'ok', 'warn', 'bad'];
const NAMES = ['Daniel Okafor', 'นภัสสร พรหมมา', '佐藤 健', 'Sofia Hernández', '+1 416 555 0142'];
const CHOICES = [{ id: 'fruit', label: 'Fruit', items: [{ id: 'apple', label: 'Apple', hotkey: 'A' }, { id: 'pear', label: 'Pear', checked: true }] }];

function Row({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="border-b py-4">
      <h2 className="mb-2 text-xs font-medium text-ink-3">{title}</h2>
      <div className="flex flex-wrap items-center gap-3">{children}</div>
    </section>
  );
}

export function Primitives() {
  const [tab, setTab] = useState<'one' | 'two'>('one');
  return (
    <main className="mx-auto min-h-dvh max-w-4xl bg-panel px-8 py-6">
      <h1 className="text-xl font-semibold">Gallery</h1>
      <Row title="Buttons">
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
      </Row>
      <Row title="Avatars and channels">
        {NAMES.map((name, at) => (
          <Avatar key={name} name={name} seed={name} channel={CHANNELS[at % CHANNELS.length] ?? 'webchat'} />
        ))}
        <Avatar name="Maya Keller" seed="maya" size="lg" online />
        <AvatarStack people={NAMES.map((name) => ({ id: name, name }))} />
        {CHANNELS.map((channel) => (
          <span key={channel} className="flex items-center gap-1">
            <ChannelMark channel={channel} decorative /> {channelName(channel)}
          </span>
        ))}
      </Row>
      <Row title="Chips and states">
        {TONES.map((tone) => (
          <Chip key={tone} tone={tone}>
            {tone}
          </Chip>
        ))}
        <Chip dot="#7a5cc4">Booking change</Chip>
        {(['saved', 'saving', 'connecting', 'offline'] as const).map((state) => (
          <ConnectionMark key={state} state={state} />
        ))}
      </Row>
      <Row title="Fields">
        <TextField label="E-mail" type="email" placeholder="you@example.test" hint="Where we reach you" />
        <TextField label="Name" defaultValue="Maya" error="Is taken" />
        <TextAreaField label="Words" />
        <NativeSelect label="Role">
          <option>Agent</option>
          <option>Manager</option>
        </NativeSelect>
      </Row>
      <Row title="Tabs">
        <Tabs label="Example" value={tab} onChange={setTab} tabs={[{ id: 'one', label: 'Reply' }, { id: 'two', label: 'Note' }]} />
      </Row>
      <Row title="Banners">
        {TONES.map((tone) => (
          <div key={tone} className="w-full">
            <Banner tone={tone}>Something to know, in tone {tone}</Banner>
          </div>
        ))}
      </Row>
      <Row title="Empty state and section">
        <EmptyState icon={<Inbox size={28} aria-hidden="true" />} title="All answered">
          When a customer writes on any channel, it appears here at once.
        </EmptyState>
        <div className="w-64 border">
          <PanelSection title="Section">Contents</PanelSection>
        </div>
      </Row>
      <Overlays />
    </main>
  );
}

type Open = { kind: 'menu' | 'popover' | 'picker' | 'dialog' | 'palette'; anchor: Element } | null;

function Overlays() {
  const [open, setOpen] = useState<Open>(null);
  const [role, setRole] = useState<'agent' | 'manager'>('agent');
  const [toasts, setToasts] = useState<readonly ToastMessage[]>([]);
  const close = () => setOpen(null);
  const shown = useCallback((id: string) => setToasts((all) => all.filter((toast) => toast.id !== id)), []);
  return (
    <Row title="Overlays">
      {(['menu', 'popover', 'picker', 'dialog', 'palette'] as const).map((kind) => (
        <Button key={kind} onClick={(event) => setOpen({ kind, anchor: event.currentTarget })}>
          Open {kind}
        </Button>
      ))}
      <Button onClick={() => setToasts([{ id: String(Math.random()), text: 'Resolved', action: { label: 'Undo', run: () => undefined } }])}>Open toast</Button>
      <Select label="Role of Maya" value={role} onChange={setRole} options={[{ value: 'agent', label: 'Agent' }, { value: 'manager', label: 'Manager' }]} />
      {open?.kind === 'menu' ? (
        <Menu label="Example" anchor={open.anchor} onClose={close} onPick={close} entries={[{ kind: 'item', id: 'a', label: 'First', hotkey: 'F' }, { kind: 'separator', id: 's' }, { kind: 'item', id: 'b', label: 'Delete', danger: true }]} />
      ) : null}
      {open?.kind === 'popover' ? (
        <Popover label="Example" anchor={open.anchor} onClose={close} className="p-3">
          Anything
        </Popover>
      ) : null}
      {open?.kind === 'picker' ? <Picker label="Fruit" placeholder="Fruit…" anchor={open.anchor} onClose={close} onPick={close} groups={CHOICES} empty={() => 'No such fruit'} /> : null}
      {open?.kind === 'dialog' ? (
        <Dialog open onClose={close} title="Example" description="What it is about" footer={<Button tone="primary">Do it</Button>}>
          Contents
        </Dialog>
      ) : null}
      {open?.kind === 'palette' ? <CommandPalette label="Search or jump" placeholder="Type…" onClose={close} onPick={close} groups={CHOICES} empty={() => 'Nothing'} /> : null}
      <ToastHost toasts={toasts} onDone={shown} />
      <TooltipHost />
    </Row>
  );
}
