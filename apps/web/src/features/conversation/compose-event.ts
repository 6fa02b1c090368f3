/** The keys R and N bring one to the composer, to the surface that the event names. */
export const COMPOSE_EVENT = 'frontdesk:compose';
/** The key D asks for a draft in the composer. */
export const DRAFT_EVENT = 'frontdesk:draft';
