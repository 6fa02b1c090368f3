/** Why a message waits for a person, as its `error_code` says it. */
export type HoldCode = 'needs_look' | 'window_closed' | 'uncertain';
