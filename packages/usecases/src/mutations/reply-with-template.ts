import { channelOf } from '@frontdesk/channels/registry';
import type { TemplateValue } from '@frontdesk/connector-kit/channel';
import { refuse } from '@frontdesk/core/errors';
import {
  type MessageTemplate,
  type TemplateFill,
  asOneLine,
  isFilled,
  templateBlanks,
  templateText,
} from '@frontdesk/core/message-template';
import type { MutationHandler } from '../mutation-handler.ts';
import { knownTemplates } from '../templates/known-templates.ts';
import { reachConversation } from './reach.ts';
import { checkPlace, sendReply } from './send-reply.ts';

const CHANGED =
  'The vendor has changed this template, or withdrawn it. Pick it again and look at what it says now.';

/** Says an approved template to a customer, on the way that every reply takes. What was seen of it is what goes. */
export const replyWithTemplate: MutationHandler<'conversation.replyWithTemplate'> = async (
  context,
  args,
) => {
  const reached = await reachConversation(context, args.conversationId, 'conversation.reply');
  if (!reached.ok) return reached;
  const conversation = reached.value;
  const { outbound } = channelOf(conversation.channel) ?? {};
  if (outbound?.delivery !== 'http' || outbound.templates === null)
    return refuse('CONFLICT', 'This channel has no templates.');
  const place = await checkPlace(context, conversation, args.messageId);
  if (!place.ok) return place;
  const { templates } = await knownTemplates(context.tx, conversation.inboxId);
  const { name, language } = args.template;
  const template = templates.find((one) => one.name === name && one.language === language);
  if (template === undefined || templateText(template, args.fill) !== args.text)
    return refuse('CONFLICT', CHANGED);
  if (!isFilled(template, args.fill))
    return refuse('VALIDATION_ERROR', 'Fill in every blank of the template.', [
      { field: 'fill', message: 'not complete' },
    ]);
  return sendReply(context, conversation, {
    messageId: args.messageId,
    conversationId: conversation.id,
    text: args.text,
    seenUpTo: args.seenUpTo,
    replyToId: null,
    parts: [{ type: 'TEXT', text: args.text, file: null }],
    metadata: {
      template: { name, language, ...valuesOf(template, args.fill) },
      replaces: args.replaces,
    },
    replaces: args.replaces,
    closed: null,
  });
};

/** The values in the order of the blanks; by name unless the vendor counts them. */
function valuesOf(template: MessageTemplate, fill: TemplateFill) {
  const of = (part: 'header' | 'body'): TemplateValue[] =>
    templateBlanks(template)
      .filter(({ where }) => where === part)
      .toSorted((a, b) => Number(a.name) - Number(b.name) || 0)
      .map(({ key, name }) => ({
        name: /^\d+$/.test(name) ? null : name,
        text: asOneLine(fill[key] ?? ''),
      }));
  return { header: of('header'), body: of('body') };
}
