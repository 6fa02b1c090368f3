import type { MutationHandlers } from '../mutation-handler.ts';
import { correctClassification } from './classification.ts';
import * as contact from './contact.ts';
import * as state from './conversation-state.ts';
import * as inbox from './inbox.ts';
import * as member from './member.ts';
import * as message from './message.ts';
import { note } from './note.ts';
import { replyWithTemplate } from './reply-with-template.ts';
import { reply } from './reply.ts';
import * as sop from './sop.ts';
import * as sopRun from './sop-run.ts';
import * as team from './team.ts';
import * as vocabulary from './vocabulary.ts';
import { callWebhook } from './webhook.ts';

/** The server's effect of every mutation. The executor has checked the arguments and the role; inboxes are checked here. */
export const HANDLERS: MutationHandlers = {
  'conversation.reply': reply,
  'conversation.replyWithTemplate': replyWithTemplate,
  'conversation.note': note,
  'conversation.assign': state.assign,
  'conversation.assignTeam': state.assignTeam,
  'conversation.setStatus': state.setStatus,
  'conversation.snooze': state.snooze,
  'conversation.setPriority': state.setPriority,
  'conversation.tag': state.tag,
  'conversation.untag': state.untag,
  'conversation.markRead': state.markRead,
  'message.send': message.send,
  'message.discard': message.discard,
  'message.revoke': message.revoke,
  'contact.create': contact.createContact,
  'contact.update': contact.updateContact,
  'contact.delete': contact.deleteContact,
  'contact.tag': contact.tagContact,
  'contact.untag': contact.untagContact,
  'tag.create': vocabulary.createTag,
  'tag.update': vocabulary.updateTag,
  'tag.delete': vocabulary.deleteTag,
  'cannedReply.create': vocabulary.createCannedReply,
  'cannedReply.update': vocabulary.updateCannedReply,
  'cannedReply.delete': vocabulary.deleteCannedReply,
  'team.create': team.createTeam,
  'team.update': team.updateTeam,
  'team.delete': team.deleteTeam,
  'team.addMember': team.addTeamMember,
  'team.removeMember': team.removeTeamMember,
  'member.update': member.updateMember,
  'member.remove': member.removeMember,
  'inbox.grant': inbox.grantInbox,
  'inbox.revoke': inbox.revokeInbox,
  'inbox.update': inbox.updateInbox,
  'notification.read': inbox.readNotification,
  'classification.correct': correctClassification,
  'sop.create': sop.createSop,
  'sop.update': sop.updateSop,
  'sop.delete': sop.deleteSop,
  'sopRun.approve': sopRun.approveRun,
  'sopRun.skip': sopRun.skipStep,
  'sopRun.edit': sopRun.editStep,
  'sopRun.takeOver': sopRun.takeOverRun,
  'sopRun.dismiss': sopRun.dismissRun,
  'conversation.escalate': state.escalate,
  'webhook.call': callWebhook,
};
