import type { Message } from '@frontdesk/core/entities';
import type { SopRun } from '@frontdesk/core/sops/entities';
import { describe, expect, it } from 'vitest';
import { suggestingRun } from './use-suggestion.ts';

const run = (fields: Partial<SopRun> = {}) =>
  ({ id: 'run', number: 5, state: 'PROPOSED', autonomy: 'suggest', ...fields }) as SopRun;
const ours = (fields: Partial<Message>) =>
  ({ direction: 'OUTBOUND', status: 'SENT', number: 6, ...fields }) as Message;

describe('a suggestion', () => {
  it('is that of the newest run that waits', () => {
    expect(suggestingRun([run({ id: 'old' }), run()], [])?.id).toBe('run');
    expect(suggestingRun([run(), run({ id: 'over', state: 'DONE' })], [])?.id).toBe('run');
  });
  it('is none where the run asks for more than to be used', () => {
    expect(suggestingRun([run({ autonomy: 'approve' })], [])).toBeUndefined();
  });
  it('is over once we have answered, sent or on its way', () => {
    expect(suggestingRun([run()], [ours({ number: 6 })])).toBeUndefined();
    expect(suggestingRun([run()], [ours({ number: 0, status: 'QUEUED' })])).toBeUndefined();
  });
  it('stands while our last word is older, or did not go out', () => {
    expect(suggestingRun([run()], [ours({ number: 4 })])).toBeDefined();
    expect(suggestingRun([run()], [ours({ status: 'FAILED' })])).toBeDefined();
  });
});
