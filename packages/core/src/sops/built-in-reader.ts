/**
 * What stands in place of a provider's name where none was asked or none answered: our own reader read the message, or a
 * draft is the procedure's own reply. People read it as "built-in reader".
 */
export const BUILT_IN_READER = 'embedded';
