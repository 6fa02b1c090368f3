/** A proposed reply is wanted in the composer; the detail is a {@link ReplyToUse}. */
export const USE_REPLY_EVENT = 'frontdesk:use-reply';
export type ReplyToUse = { readonly runId: string; readonly text: string };

/** The text of a step is to be edited in its card; the detail is the step's id. */
export const EDIT_REPLY_EVENT = 'frontdesk:edit-reply';
