import type { Classification, SopRun, SopRunStep } from '@frontdesk/core/sops/entities';
import { at, synced } from './fixture-stamps.ts';
import { MESSAGES } from './fixture-timeline.ts';

/** Readings and runs for the gallery: each state of a run and of a step at least once. */

/** The first message of a conversation that holds these words. */
function messageOf(conversationId: string, words = ''): { messageId: string; number: number } {
  const found = MESSAGES.findLast(
    (row) =>
      row.conversationId === conversationId &&
      row.direction === 'INBOUND' &&
      row.text.includes(words),
  );
  return { messageId: found?.id ?? '', number: found?.number ?? 0 };
}

function reading(
  conversationId: string,
  words: string,
  fields: Partial<Classification>,
): Classification {
  const message = messageOf(conversationId, words);
  return {
    ...synced(`reading-${message.messageId}`, 'wa'),
    ...message,
    conversationId,
    intentId: null,
    confidence: 0.94,
    alternatives: [],
    language: 'en',
    urgency: 'NORMAL',
    provider: 'embedded',
    ms: 1,
    readIntentId: null,
    correctedById: null,
    correctedAt: null,
    ...fields,
  };
}

export const FIXTURE_READINGS: readonly Classification[] = [
  reading('daniel', 'TrackMan password', { intentId: 'int-password', urgency: 'HIGH' }),
  reading('daniel', 'daniel.okafor@', { confidence: 0.4 }),
  reading('daniel', 'driving in', {
    intentId: 'int-password',
    confidence: 0.83,
    provider: 'OpenAI',
    ms: 640,
    alternatives: [{ intentId: 'int-booking', confidence: 0.11 }],
  }),
  reading('napat', '', {
    intentId: 'int-music',
    confidence: 0.87,
    language: 'th',
    urgency: 'URGENT',
  }),
  reading('sofia', '', {
    intentId: 'int-booking',
    confidence: 0.71,
    alternatives: [{ intentId: 'int-refund', confidence: 0.12 }],
  }),
  reading('omar', '', { intentId: 'int-booking', confidence: 0.9, language: 'ar' }),
  reading('amira', '', {
    confidence: 0.31,
    alternatives: [
      { intentId: 'int-booking', confidence: 0.31 },
      { intentId: 'int-refund', confidence: 0.2 },
    ],
  }),
  reading('jess', '', {
    intentId: 'int-refund',
    readIntentId: 'int-booking',
    confidence: 1,
    correctedById: 'maya',
    correctedAt: at(120),
  }),
];

type RunSeed = Partial<SopRun> & Pick<SopRun, 'title' | 'because' | 'state'>;

function run(id: string, conversationId: string, words: string, seed: RunSeed): SopRun {
  return {
    ...synced(`run-${id}`, 'wa', 12),
    ...messageOf(conversationId, words),
    conversationId,
    sopId: `sop-${id}`,
    sopVersion: 7,
    guide: ['Find the account by the e-mail address on file.', 'Send the link there.'],
    score: 0.96,
    confidence: 0.94,
    autonomy: 'approve',
    reason: null,
    minutesSaved: 6,
    startedAt: null,
    endedAt: null,
    endedById: null,
    ...seed,
  };
}

const BECAUSE = 'Because it is about “password reset” and says “TrackMan password”.';

export const FIXTURE_RUNS: readonly SopRun[] = [
  run('password', 'daniel', 'TrackMan password', {
    title: 'TrackMan password reset',
    because: BECAUSE,
    state: 'PROPOSED',
    startedAt: at(13),
  }),
  run('music', 'napat', '', {
    title: 'Lobby music is silent',
    because: 'Because it is about “music problem” and names the lobby.',
    state: 'RUNNING',
    autonomy: 'auto',
    startedAt: at(1),
  }),
  run('move', 'sofia', '', {
    title: 'Confirm a changed booking by e-mail',
    because: 'Because it is about “booking change” and says “move”.',
    state: 'PROPOSED',
    score: 0.78,
    confidence: 0.71,
    reason: 'The reader is only 71 % sure what it is about.',
  }),
  run('suggest', 'omar', '', {
    title: 'Move a booking to another day',
    because: 'Because it is about “booking change”.',
    state: 'PROPOSED',
    autonomy: 'suggest',
    sopId: 'sop-move',
    score: 0.84,
    confidence: 0.9,
  }),
  run('refund', 'jess', '', {
    title: 'Where is my refund',
    because: 'Because it is about “refund request”.',
    state: 'DONE',
    autonomy: 'auto',
    startedAt: at(139),
    endedAt: new Date(Date.parse(at(139)) + 3_400).toISOString(),
  }),
  run('flicker', 'liam', '', {
    title: 'Restart a bay’s simulator',
    because: 'Because it says “screen flickers”.',
    state: 'FAILED',
    reason: 'Simulator control answered 503 six times.',
    startedAt: at(70),
    endedAt: at(66),
  }),
  run('events', 'greenline', '', {
    title: 'Company events',
    because: 'Because it says “catering” and “headcount”.',
    state: 'STOPPED',
    autonomy: 'auto',
    reason: 'Tom Costa took over.',
    startedAt: at(33),
    endedAt: at(32),
    endedById: 'tom',
  }),
  run('clubs', 'tee', '', {
    title: 'Rent clubs',
    because: 'Because it says “clubs”.',
    state: 'DISMISSED',
    endedAt: at(45),
    endedById: 'maya',
  }),
];

type StepSeed = Partial<SopRunStep> & Pick<SopRunStep, 'action' | 'state'>;

const steps = (
  runId: string,
  conversationId: string,
  seeds: readonly StepSeed[],
): readonly SopRunStep[] =>
  seeds.map((seed, position) => ({
    ...synced(`step-${runId}-${position}`, 'wa', 12),
    conversationId,
    runId: `run-${runId}`,
    position,
    input: {},
    autonomy: 'approve',
    result: null,
    error: null,
    approvedById: null,
    approvedAt: null,
    startedAt: null,
    endedAt: null,
    ...seed,
  }));

const lasted = (minutesAgo: number, ms: number) => ({
  startedAt: at(minutesAgo),
  endedAt: new Date(Date.parse(at(minutesAgo)) + ms).toISOString(),
});
const approved = { approvedById: 'maya', approvedAt: at(13) } as const;

export const FIXTURE_STEPS: readonly SopRunStep[] = [
  ...steps('password', 'daniel', [
    {
      action: 'send_reset_link',
      state: 'DONE',
      input: { webhookId: 'w1', name: 'Member portal', to: 'daniel.okafor@mail.example' },
      ...approved,
      ...lasted(13, 240),
    },
    {
      action: 'send_reply',
      state: 'PROPOSED',
      input: {
        text: 'Hi Daniel, I have just sent a reset link to daniel.okafor@mail.example. It works for 30 minutes and signs you in on the bay screen by itself. Your bay stays yours meanwhile, no rush.',
      },
    },
    { action: 'add_tag', state: 'PROPOSED', input: { tagId: 'password', name: 'Password reset' } },
  ]),
  ...steps('music', 'napat', [
    {
      action: 'call_webhook',
      state: 'DONE',
      input: { webhookId: 'w2', name: 'Zone player' },
      ...lasted(1, 900),
    },
    {
      action: 'send_reply',
      state: 'RUNNING',
      input: { text: 'ขออภัยค่ะ เรากำลังเปิดเพลงที่ล็อบบี้ใหม่ให้ค่ะ' },
      startedAt: at(0),
    },
    { action: 'set_status', state: 'WAITING', input: { status: 'PENDING' } },
  ]),
  ...steps('move', 'sofia', [
    {
      action: 'send_reply',
      state: 'BLOCKED',
      input: {
        template:
          'Hi {{contact.firstName}}, Saturday works. I send the confirmation to {{contact.email}} now.',
        text: 'Hi Sofia, Saturday works. I send the confirmation to {{contact.email}} now.',
      },
      error: 'Not known: the customer’s e-mail address.',
    },
    { action: 'assign', state: 'PROPOSED', input: { userId: null, teamId: 'golf', name: 'Golf' } },
  ]),
  ...steps('suggest', 'omar', [
    {
      action: 'send_reply',
      state: 'PROPOSED',
      autonomy: 'suggest',
      input: { text: 'مرحبا عمر، يمكننا نقل الحجز A-1042 إلى يوم الجمعة. أي ساعة تناسبك؟' },
    },
    { action: 'set_status', state: 'PROPOSED', input: { status: 'PENDING' }, autonomy: 'suggest' },
  ]),
  ...steps('refund', 'jess', [
    {
      action: 'send_reply',
      state: 'DONE',
      input: { text: 'Refund is on its way, 3–5 days. Sorry again!' },
      ...lasted(139, 1_200),
    },
    { action: 'add_tag', state: 'SKIPPED', input: { tagId: 'vip', name: 'VIP' } },
    { action: 'set_status', state: 'DONE', input: { status: 'PENDING' }, ...lasted(139, 90) },
  ]),
  ...steps('flicker', 'liam', [
    {
      action: 'call_webhook',
      state: 'FAILED',
      input: { webhookId: 'w3', name: 'Simulator control' },
      error: 'Simulator control answered 503 six times.',
      ...approved,
      ...lasted(70, 240_000),
    },
    { action: 'send_reply', state: 'STOPPED', input: { text: 'Bay 6 restarts now.' } },
  ]),
  ...steps('events', 'greenline', [
    {
      action: 'escalate',
      state: 'STOPPED',
      input: { reason: 'a company asks for more than 20 people' },
    },
  ]),
  ...steps('clubs', 'tee', [
    { action: 'assign', state: 'STOPPED', input: { userId: 'tom', teamId: null, name: 'Tom' } },
  ]),
];
