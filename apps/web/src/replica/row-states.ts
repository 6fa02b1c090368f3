import type { Message } from '@frontdesk/core/entities';
import type { SopRun } from '@frontdesk/core/sops/entities';

/** A send that waits for a person: given up, answer lost, or held back. */
export const needsPerson = ({ status }: Pick<Message, 'status'>): boolean =>
  status === 'FAILED' || status === 'UNCERTAIN' || status === 'HELD';

/** A run that somebody has to approve; a suggestion is only there to be used. */
export const waitsForApproval = ({
  state,
  autonomy,
}: Pick<SopRun, 'state' | 'autonomy'>): boolean => state === 'PROPOSED' && autonomy !== 'suggest';
