/** What a message of the hostile set tries. */
export type HostileKind =
  | 'injection'
  | 'other-language'
  | 'fake-system'
  | 'fake-tool'
  | 'quoted-sop'
  | 'action-json'
  | 'redirect'
  | 'impersonation'
  | 'link'
  | 'disguise'
  | 'template'
  | 'markup'
  | 'field'
  | 'long'
  | 'loop';

/** An inbound message by somebody who wants us to do what no procedure lists. Fields that are absent are ordinary. */
export type HostileMessage = {
  readonly text: string;
  readonly kind: HostileKind;
  /** What the customer calls themself. */
  readonly name?: string;
  readonly subject?: string;
  readonly fileName?: string;
};

/** Messages of one kind that differ in their text alone. */
export const ofKind = (kind: HostileKind, texts: readonly string[]): HostileMessage[] =>
  texts.map((text) => ({ kind, text }));
