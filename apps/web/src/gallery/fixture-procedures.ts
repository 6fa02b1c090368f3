import type { Intent, Sop } from '@frontdesk/core/sops/entities';
import { ORGANIZATION, synced } from './fixture-stamps.ts';

/** Intents and procedures for the gallery: well taught and hardly taught, trusted and switched off. */

export const FIXTURE_INTENTS: readonly Intent[] = [
  {
    ...synced('int-password', ORGANIZATION),
    name: 'password_reset',
    description: 'Cannot sign in, or wants a new password.',
    exampleCount: 54,
  },
  {
    ...synced('int-booking', ORGANIZATION),
    name: 'booking_change',
    description: 'Wants to move or cancel a booking.',
    exampleCount: 48,
  },
  {
    ...synced('int-music', ORGANIZATION),
    name: 'music_problem',
    description: 'Music is too loud, too quiet, wrong or silent.',
    exampleCount: 3,
  },
  {
    ...synced('int-refund', ORGANIZATION),
    name: 'refund_request',
    description: 'Wants money back, or asks where it is.',
    exampleCount: 41,
  },
];

const NEVER_RUN = { runsEnded: 0, runsDone: 0, deletedAt: null } as const;

export const FIXTURE_SOPS: readonly Sop[] = [
  {
    ...synced('sop-password', ORGANIZATION),
    title: 'TrackMan password reset',
    intentId: 'int-password',
    keywords: ['trackman', 'password', 'reset link'],
    priority: 20,
    enabled: true,
    autonomy: 'approve',
    version: 7,
    minutesSaved: 6,
    runsEnded: 41,
    runsDone: 38,
    deletedAt: null,
  },
  {
    ...synced('sop-move', ORGANIZATION),
    title: 'Move a booking to another day',
    intentId: 'int-booking',
    keywords: ['move', 'reschedule'],
    priority: 10,
    enabled: true,
    autonomy: 'suggest',
    version: 2,
    minutesSaved: 4,
    ...NEVER_RUN,
  },
  {
    ...synced('sop-music', ORGANIZATION),
    title: 'Lobby music is silent',
    intentId: 'int-music',
    keywords: ['lobby', 'silent'],
    priority: 0,
    enabled: false,
    autonomy: 'auto',
    version: 1,
    minutesSaved: 12,
    ...NEVER_RUN,
  },
];
