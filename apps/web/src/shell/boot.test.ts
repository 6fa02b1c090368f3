import { describe, expect, it } from 'vitest';
import { NOT_A_MEMBER, type Answer } from '../api/request.ts';
import type { OpenWorkspace } from '../replica/open-workspace.ts';
import type { Me } from '../replica/workspace.ts';
import { Boot, type BootParts } from './boot.ts';

const ann = { userId: 'ann', organizationId: 'club', name: 'Ann' } as Me;
const bob = { userId: 'bob', organizationId: 'club', name: 'Bob' } as Me;
const yes = (me: Me): Answer<Me> => ({ ok: true, value: me });
const no = (status: number): Extract<Answer<Me>, { ok: false }> => ({
  ok: false,
  failure: { status, code: 'X', message: 'away', details: [] },
});

/** A device, what happens on it in order, and answers of the server as the test gives them. */
function device(remembered: Me | null) {
  const log: string[] = [];
  const confirmed: string[] = [];
  const asked: ((answer: Answer<Me>) => void)[] = [];
  const pauses: { ms: number; end: () => void }[] = [];
  const parts: BootParts = {
    ask: () => new Promise((resolve) => asked.push(resolve)),
    open: async ({ userId }) => {
      log.push(`open ${userId}`);
      return {
        workspace: {} as OpenWorkspace['workspace'],
        close: async () => void log.push(`close ${userId}`),
        leave: async ({ keepWork }) => void log.push(`leave ${userId} ${keepWork}`),
      } as OpenWorkspace;
    },
    remembered: () => remembered,
    remember: ({ userId }) => void log.push(`remember ${userId}`),
    confirmed: ({ name }) => void confirmed.push(name),
    toSignIn: () => void log.push('sign in'),
    startOver: () => void log.push('start over'),
    onState: ({ workspace, failure }) =>
      void log.push(workspace ? `show ${workspace.me.name}` : `failed ${failure?.status}`),
    pause: (ms) => new Promise((resolve) => pauses.push({ ms, end: resolve })),
  };
  /** Ends the pauses of this length that are under way. */
  const wait = (ms: number) => {
    for (const pause of pauses.splice(0)) if (pause.ms === ms) pause.end();
  };
  const boot = new Boot(parts);
  void boot.start();
  return { log, confirmed, asked, wait, boot };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('opening the app', () => {
  it('shows who the server says it is, and remembers', async () => {
    const { log, asked } = device(null);
    asked[0]?.(yes(ann));
    await settled();
    expect(log).toEqual(['remember ann', 'open ann', 'show Ann']);
  });

  it('rule 93: opens what is kept while the server is asked, but shows nothing of it before', async () => {
    const { log, asked } = device(ann);
    await settled();
    expect(log).toEqual(['open ann']);
    asked[0]?.(yes(ann));
    await settled();
    expect(log).toEqual(['open ann', 'remember ann', 'show Ann']);
  });

  it('rule 93: shows another user nothing that the former one left', async () => {
    const { log, asked } = device(ann);
    asked[0]?.(yes(bob));
    await settled();
    expect(log.filter((line) => line.startsWith('show'))).toEqual(['show Bob']);
    expect(log).toContain('close ann');
  });

  it.each([0, 429, 502])(
    'rule 92: without a server (%s) shows what is kept of who was here last',
    async (status) => {
      const { log, asked } = device(ann);
      asked[0]?.(no(status));
      await settled();
      expect(log.at(-1)).toBe('show Ann');
    },
  );

  it('rule 92: waits two seconds for a slow server, then goes on and believes what it says later', async () => {
    const { log, asked, wait } = device(ann);
    wait(2_000);
    await settled();
    expect(log.at(-1)).toBe('show Ann');
    asked[0]?.(yes({ ...ann, name: 'Anna' }));
    await settled();
    expect(log.at(-1)).toBe('show Anna');
  });

  it('rule 14: tells what a server has said of somebody, and nothing that is only remembered', async () => {
    const { confirmed, asked, wait } = device(ann);
    wait(2_000);
    await settled();
    expect(confirmed).toEqual([]);
    asked[0]?.(yes(ann));
    await settled();
    expect(confirmed).toEqual(['Ann']);
  });

  it('rule 14: deletes what is kept for one who is no member any more, but for work that was not sent', async () => {
    const { log, asked } = device(ann);
    asked[0]?.({ ok: false, failure: { ...no(401).failure, code: NOT_A_MEMBER } });
    await settled();
    expect(log).toEqual(['open ann', 'leave ann true', 'sign in']);
  });

  it('rule 93: starts over when the server, reached at last, knows another user', async () => {
    const { log, asked, wait } = device(ann);
    asked[0]?.(no(0));
    await settled();
    wait(15_000);
    await settled();
    asked[1]?.(yes(bob));
    await settled();
    expect(log.slice(-2)).toEqual(['remember bob', 'start over']);
  });

  it('leaves for the front door when nobody is signed in', async () => {
    const { log, asked } = device(ann);
    asked[0]?.(no(401));
    await settled();
    expect(log).toEqual(['open ann', 'sign in', 'close ann']);
  });

  it('says that the server cannot be reached where nobody is remembered, and tries again', async () => {
    const { log, asked, wait } = device(null);
    asked[0]?.(no(0));
    await settled();
    expect(log).toEqual(['failed 0']);
    wait(3_000);
    await settled();
    asked[1]?.(yes(ann));
    await settled();
    expect(log.at(-1)).toBe('show Ann');
  });

  it('closes what it opened', async () => {
    const { log, asked, boot } = device(null);
    asked[0]?.(yes(ann));
    await settled();
    boot.close();
    await settled();
    expect(log.at(-1)).toBe('close ann');
  });
});
