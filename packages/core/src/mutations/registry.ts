import type { MutationArguments, MutationName } from './arguments.ts';
import * as conversation from './conversation.ts';
import type { MutationDefinition } from './definition.ts';
import * as sop from './sop.ts';
import * as workspace from './workspace.ts';

/** Every mutation there is, by its name on the wire. */
export const MUTATIONS: { readonly [N in MutationName]: MutationDefinition<MutationArguments[N]> } =
  {
    'conversation.reply': conversation.reply,
    'conversation.replyWithTemplate': conversation.replyWithTemplate,
    'conversation.note': conversation.note,
    'conversation.assign': conversation.assign,
    'conversation.assignTeam': conversation.assignTeam,
    'conversation.setStatus': conversation.setStatus,
    'conversation.snooze': conversation.snooze,
    'conversation.setPriority': conversation.setPriority,
    'conversation.tag': conversation.tag,
    'conversation.untag': conversation.untag,
    'conversation.markRead': conversation.markRead,
    'message.send': conversation.send,
    'message.discard': conversation.discard,
    'message.revoke': conversation.revoke,
    'contact.create': workspace.createContact,
    'contact.update': workspace.updateContact,
    'contact.delete': workspace.deleteContact,
    'contact.tag': workspace.tagContact,
    'contact.untag': workspace.untagContact,
    'tag.create': workspace.createTag,
    'tag.update': workspace.updateTag,
    'tag.delete': workspace.deleteTag,
    'cannedReply.create': workspace.createCannedReply,
    'cannedReply.update': workspace.updateCannedReply,
    'cannedReply.delete': workspace.deleteCannedReply,
    'team.create': workspace.createTeam,
    'team.update': workspace.updateTeam,
    'team.delete': workspace.deleteTeam,
    'team.addMember': workspace.addTeamMember,
    'team.removeMember': workspace.removeTeamMember,
    'member.update': workspace.updateMember,
    'member.remove': workspace.removeMember,
    'inbox.grant': workspace.grantInbox,
    'inbox.revoke': workspace.revokeInbox,
    'inbox.update': workspace.updateInbox,
    'notification.read': workspace.readNotification,
    'classification.correct': sop.correctClassification,
    'sop.create': sop.createSop,
    'sop.update': sop.updateSop,
    'sop.delete': sop.deleteSop,
    'sopRun.approve': sop.approveRun,
    'sopRun.skip': sop.skipStep,
    'sopRun.edit': sop.editStep,
    'sopRun.takeOver': sop.takeOverRun,
    'sopRun.dismiss': sop.dismissRun,
    'conversation.escalate': conversation.escalate,
    'webhook.call': sop.callWebhook,
  };

export const isMutationName = (name: string): name is MutationName =>
  Object.hasOwn(MUTATIONS, name);
