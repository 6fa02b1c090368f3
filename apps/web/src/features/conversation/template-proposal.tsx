import type { Conversation } from '@frontdesk/core/entities';
import { newId } from '@frontdesk/core/ids';
import {
  type MessageTemplate,
  type TemplateFill,
  isFilled,
  templateBlanks,
  templateText,
} from '@frontdesk/core/message-template';
import { Button } from '@frontdesk/ui/button';
import { NativeSelect, TextField } from '@frontdesk/ui/field';
import { useId, useState } from 'react';
import { useRow } from '../../replica/hooks.ts';
import { useTemplateValues } from '../../replica/template-values.ts';
import { useWorkspace } from '../../replica/workspace.ts';
import { blankLabel, offered, prefill } from './template-fill.ts';
import { useJournal } from './use-journal.ts';
import { useTemplates } from './use-templates.ts';

export type ProposalProps = {
  conversation: Conversation;
  /** What somebody wanted to say: offered for the blank that takes a text. */
  text: string;
  /** Held messages that it takes the place of. */
  replaces: readonly string[];
  seenUpTo: number;
  /** It is on its way. */
  onSent: () => void;
};

/** What may be said now that the time for free text is over: an approved template, filled as far as it can be. */
export default function TemplateProposal(props: ProposalProps) {
  const { answer, refresh } = useTemplates(props.conversation.inboxId);
  if (answer === null)
    return (
      <p role="status" className="text-xs text-ink-2">
        Asking for the approved templates…
      </p>
    );
  const { data, others, problem } = answer;
  return (
    <div className="flex w-full flex-col gap-2 text-start">
      {problem === null ? null : (
        <p role="alert" className="text-xs text-warn">
          {problem}
        </p>
      )}
      {data.length === 0 ? <NoTemplate others={others} /> : <Picking {...props} templates={data} />}
      <Button size="sm" tone="quiet" onClick={refresh} className="self-start max-md:h-11">
        Ask for templates again
      </Button>
    </div>
  );
}

function NoTemplate({ others }: { others: number }) {
  return (
    <p className="text-xs text-ink-2">
      {others === 0
        ? 'No template of this number is approved. '
        : `${others} approved ${others === 1 ? 'template needs' : 'templates need'} a picture, a code or a form, which cannot be filled in here. `}
      Make one in WhatsApp Manager under Message templates; Meta approves it within a day. Until
      then wait for the customer to write, or call. Your text is kept here.
    </p>
  );
}

const keyOf = ({ name, language }: MessageTemplate) => `${name}/${language}`;

function Picking(props: ProposalProps & { templates: readonly MessageTemplate[] }) {
  const { conversation, templates } = props;
  const card = useRow('contact_cards', conversation.cardId);
  const sorted = offered(templates, card?.language ?? null);
  const [picked, setPicked] = useState<string>();
  const template = sorted.find((one) => keyOf(one) === picked) ?? sorted[0];
  if (template === undefined) return null;
  return (
    <>
      <NativeSelect
        label="Template"
        value={keyOf(template)}
        onChange={(event) => setPicked(event.target.value)}
      >
        {sorted.map((one) => (
          <option key={keyOf(one)} value={keyOf(one)}>
            {one.name.replaceAll('_', ' ')} ({one.language})
          </option>
        ))}
      </NativeSelect>
      <Filling key={keyOf(template)} {...props} template={template} />
    </>
  );
}

/** Meta's bound for the text of one blank. */
const MOST_CHARS = 1_024;

function Filling({
  conversation,
  text: wanted,
  replaces,
  seenUpTo,
  onSent,
  template,
}: ProposalProps & { template: MessageTemplate }) {
  const { mutate } = useWorkspace();
  const blocked = useJournal() === 'failed';
  const values = useTemplateValues(conversation.id);
  const [fill, setFill] = useState(() => prefill(template, values, wanted));
  const text = templateText(template, fill);
  const isLong = Object.values(fill).some((value) => value.length > MOST_CHARS);
  const ready = isFilled(template, fill) && !isLong && !blocked;
  const send = () => {
    const { name, language } = template;
    mutate('conversation.replyWithTemplate', {
      messageId: newId(),
      conversationId: conversation.id,
      template: { name, language },
      fill: { ...fill },
      text,
      replaces: [...replaces],
      seenUpTo,
    });
    onSent();
  };
  return (
    <form
      className="flex flex-col gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) send();
      }}
    >
      <Blanks template={template} fill={fill} onFill={setFill} />
      <Preview text={text} />
      <Button type="submit" tone="primary" disabled={!ready} className="self-end max-md:h-11">
        Send template
      </Button>
    </form>
  );
}

type BlanksProps = {
  template: MessageTemplate;
  fill: TemplateFill;
  onFill: (fill: TemplateFill) => void;
};

function Blanks({ template, fill, onFill }: BlanksProps) {
  return templateBlanks(template).map((blank) => {
    const value = fill[blank.key] ?? '';
    return (
      <TextField
        key={blank.key}
        label={blankLabel(blank)}
        dir="auto"
        value={value}
        error={value.length > MOST_CHARS ? `at most ${MOST_CHARS} characters` : undefined}
        onChange={(event) => onFill({ ...fill, [blank.key]: event.target.value })}
      />
    );
  });
}

function Preview({ text }: { text: string }) {
  const id = useId();
  return (
    <>
      <p id={id} className="text-xs font-medium text-ink-2">
        What the customer reads
      </p>
      <blockquote
        aria-labelledby={id}
        dir="auto"
        className="rounded-xl bg-bubble-out px-3 py-2 text-base break-words whitespace-pre-wrap"
      >
        {text}
      </blockquote>
    </>
  );
}
