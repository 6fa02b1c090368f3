import type { DemoTag } from './cast.ts';
import type { DemoLanguage } from './customers.ts';
import type { Turn } from './dialogue.ts';

/** A conversation that is open when a newcomer first looks: the top of the list tells a story. */
export type Featured = {
  readonly name: string;
  readonly phone: string;
  readonly email: string | null;
  readonly language: DemoLanguage;
  readonly inbox: string;
  /** Minutes since the last turn. */
  readonly ago: number;
  readonly tags: readonly DemoTag[];
  readonly priority?: 'HIGH' | 'URGENT';
  readonly assignee?: string;
  readonly note?: { readonly by: string; readonly text: string };
  readonly lastSend?: 'FAILED' | 'UNCERTAIN';
  /** An answer behind the last turn that waits for a look, or for a template. */
  readonly held?: { readonly why: 'needs_look' | 'window_closed'; readonly text: string };
  readonly turns: readonly Turn[];
};

export const FEATURED: readonly Featured[] = [
  {
    name: 'Daniel Okafor',
    phone: '+14165550142',
    email: 'daniel.okafor@mail.example',
    language: 'en',
    inbox: 'wa-main',
    ago: 2,
    tags: ['Password'],
    assignee: 'agent@demo.test',
    note: {
      by: 'tom.carter@demo.test',
      text: 'Third reset for him this month. Can we check whether single sign-on is off for member accounts?',
    },
    turns: [
      [
        'customer',
        'Hey, the bay screen says my TrackMan password is wrong and we tee off in ten minutes 😬',
      ],
      [
        'agent',
        'Hi Daniel! I’m sending you a reset link right now. Your bay stays yours till 14:40, no rush.',
      ],
      ['customer', 'It’s daniel.okafor@mail.example'],
    ],
  },
  {
    name: 'นภัสสร พรหมมา',
    phone: '+14165550161',
    email: null,
    language: 'th',
    inbox: 'wa-hotel',
    ago: 6,
    tags: ['Music'],
    priority: 'HIGH',
    turns: [['customer', 'เพลงที่ล็อบบี้เงียบไปตั้งแต่เช้าค่ะ ช่วยดูให้หน่อยได้ไหมคะ']],
  },
  {
    name: 'Sofía Hernández',
    phone: '+14165550117',
    email: 'sofia.h@mail.example',
    language: 'es',
    inbox: 'sms-desk',
    ago: 11,
    tags: ['Booking'],
    turns: [['customer', 'Can we move our 7:30 to Saturday? Four of us now.']],
  },
  {
    name: 'Marcus Doyle',
    phone: '+14165550133',
    email: null,
    language: 'en',
    inbox: 'sms-desk',
    ago: 14,
    tags: ['Door'],
    priority: 'URGENT',
    turns: [
      ['customer', 'Bay 3 door is stuck half open, it buzzes but won’t close'],
      ['customer', 'There is nobody at the desk, should I just leave it?'],
    ],
    held: { why: 'needs_look', text: 'Hi Marcus, please ask at the desk: they have the key.' },
  },
  {
    name: '佐藤 健',
    phone: '+14165550175',
    email: null,
    language: 'ja',
    inbox: 'wa-hotel',
    ago: 18,
    tags: [],
    assignee: 'kenji.mori@demo.test',
    turns: [
      ['customer', '東京から土曜日に到着します。早めのチェックインは可能ですか？'],
      ['agent', '佐藤様、ありがとうございます。土曜日は十一時からお部屋をご用意できます。'],
      ['customer', '了解しました。ありがとうございます！'],
    ],
  },
  {
    name: 'Greta Lindqvist',
    phone: '+14165550109',
    email: 'events@greenline.example',
    language: 'en',
    inbox: 'web-golf',
    ago: 34,
    tags: ['Events', 'VIP'],
    priority: 'HIGH',
    turns: [
      [
        'customer',
        'Company evening on 12 December: we are 32 now instead of 24, and six of us are left-handed. Does that still work with four bays and the lounge?',
      ],
    ],
  },
  {
    name: 'Liam Murphy',
    phone: '+14165550186',
    email: null,
    language: 'en',
    inbox: 'wa-main',
    ago: 27 * 60,
    tags: ['Technical'],
    turns: [
      [
        'customer',
        'The left screen in Bay 6 flickers when the ball hits it, worse since yesterday',
      ],
    ],
    held: {
      why: 'window_closed',
      text: 'We changed the cable this morning. Does it still flicker?',
    },
  },
  {
    name: 'أميرة الخطيب',
    phone: '+14165550158',
    email: null,
    language: 'ar',
    inbox: 'web-hotel',
    ago: 71,
    tags: ['Booking'],
    turns: [['customer', 'مرحبا، هل يمكن تمديد إقامتنا ليلة إضافية يوم الجمعة؟ نحن في غرفة 512']],
  },
  {
    name: 'Jess Walker',
    phone: '+14165550124',
    email: 'jess.walker@mail.example',
    language: 'en',
    inbox: 'sms-desk',
    ago: 126,
    tags: ['Refund'],
    assignee: 'agent@demo.test',
    lastSend: 'FAILED',
    turns: [
      ['customer', 'I still see the double charge from Sunday on my card'],
      ['agent', 'Your refund is on its way, 3–5 working days. Sorry again for the trouble!'],
    ],
  },
  {
    name: 'Victor Petrov',
    phone: '+14165550190',
    email: null,
    language: 'en',
    inbox: 'sms-river',
    ago: 149,
    tags: ['Booking'],
    assignee: 'luis.ortega@demo.test',
    lastSend: 'UNCERTAIN',
    turns: [
      ['customer', 'I’m late, the ferry was cancelled. Is my 19:00 gone?'],
      ['agent', 'We keep it for you until 19:40. Safe travels!'],
    ],
  },
];
