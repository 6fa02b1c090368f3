import type { Dialogue } from './dialogue.ts';

/** What golfers write about. `{…}` is filled per conversation; the first line of a turn says who speaks. */
export const GOLF_DIALOGUES: readonly Dialogue[] = [
  {
    language: 'en',
    tag: 'Password',
    turns: [
      [
        'customer',
        'Hey, the bay screen says my TrackMan password is wrong and we tee off in ten minutes 😬',
      ],
      ['customer', 'It’s {email}'],
      [
        'agent',
        'Hi {first}! I’m sending you a reset link right now. Your bay stays yours till {later}, no rush.',
      ],
      ['customer', 'Got it, thanks. Does it work on the bay screen too?'],
      ['agent', 'Yes. Open it on your phone and the bay screen signs you in by itself.'],
      ['customer', 'We’re in. You’re a lifesaver'],
    ],
  },
  {
    language: 'en',
    tag: 'Password',
    turns: [
      ['customer', 'forgot my password again, can you reset it please'],
      ['agent', 'Of course. Is it still {email}?'],
      ['customer', 'yes'],
      ['agent', 'Sent. The link works for 30 minutes.'],
    ],
  },
  {
    language: 'en',
    tag: 'Booking',
    turns: [
      ['customer', 'Can we move our {time} to {day}? Four of us now.'],
      [
        'agent',
        'Let me look. {day} at {time} is taken, but I have {later} in {bay}. Would that do?',
      ],
      ['customer', '{later} is perfect'],
      ['agent', 'Moved. You’ll get a new door code an hour before.'],
      ['customer', 'Great, see you then'],
    ],
  },
  {
    language: 'en',
    tag: 'Booking',
    turns: [
      ['customer', 'Running about 15 minutes late for {bay}, traffic is terrible on the bridge'],
      ['agent', 'No problem, we keep your bay for 20 minutes. Drive safely.'],
      ['customer', 'Thank you!! Just parked'],
    ],
  },
  {
    language: 'en',
    tag: 'Booking',
    turns: [
      ['customer', 'Hi, do you still have anything for two hours on {day} evening?'],
      [
        'agent',
        '{day} evening: 18:00 in {bay}, or 20:30 next door. Both two hours, which one shall I hold?',
      ],
      ['customer', 'The 20:30 please'],
      ['agent', 'Held under your name until tomorrow noon. You can pay when you come in.'],
      ['customer', 'Perfect. Can we bring food?'],
      ['agent', 'Yes, anything but open flames. There is a fridge in the lounge.'],
    ],
  },
  {
    language: 'en',
    tag: 'Technical',
    turns: [
      ['customer', 'The left screen in {bay} flickers when the ball hits it'],
      [
        'agent',
        'Sorry about that! Could you press the round button on the projector once? It re-syncs the picture.',
      ],
      ['customer', 'Did that. Better, but the ball flight is delayed now'],
      [
        'agent',
        'I’m restarting the simulator from here. It takes about a minute, your session time is paused meanwhile.',
      ],
      ['customer', 'OK it’s back and works'],
      ['agent', 'Lovely. I’ve added 10 minutes to your session.'],
    ],
  },
  {
    language: 'en',
    tag: 'Technical',
    turns: [
      ['customer', 'Simulator in {bay} is frozen on the loading screen'],
      ['agent', 'Thanks for telling us. I’m restarting it now.'],
      ['agent', 'It should be at the home screen, can you see it?'],
      ['customer', 'Yes! Thanks, that was quick'],
    ],
  },
  {
    language: 'en',
    tag: 'Door',
    turns: [
      ['customer', 'My door code doesn’t work. It just blinks red'],
      [
        'agent',
        'Your slot starts at {time}, the code opens 15 minutes before. Which door are you at?',
      ],
      ['customer', 'The side door by the river'],
      [
        'agent',
        'That one is staff only, sorry. The main entrance is round the corner under the blue light. Same code.',
      ],
      ['customer', 'Found it, we’re inside'],
    ],
  },
  {
    language: 'en',
    tag: 'Door',
    turns: [
      ['customer', 'Someone left the back door of {bay} open when we arrived, just so you know'],
      [
        'agent',
        'Thank you, that’s kind of you. Could you pull it shut? I can see it from here once it locks.',
      ],
      ['customer', 'Done, I heard the click'],
      ['agent', 'It shows as locked. Thanks again!'],
    ],
  },
  {
    language: 'en',
    tag: 'Refund',
    turns: [
      ['customer', 'I was charged twice for {day}'],
      ['agent', 'Sorry about that. Could you tell me the last four digits of the card?'],
      ['customer', '{digits}'],
      [
        'agent',
        'Found it, the second charge was a terminal timeout. Refund is on its way, 3–5 working days.',
      ],
      ['customer', 'Thanks for sorting it so fast'],
      ['agent', 'Sorry again for the trouble, {first}.'],
    ],
  },
  {
    language: 'en',
    tag: 'Refund',
    turns: [
      [
        'customer',
        'We had to leave after 20 minutes because the heating was off. Can we get something back?',
      ],
      [
        'agent',
        'That should not have happened. Half of it back on your card, or a full hour as credit?',
      ],
      ['customer', 'The hour as credit is great'],
      ['agent', 'It’s on your account and does not expire.'],
    ],
  },
  {
    language: 'en',
    tag: 'Events',
    turns: [
      [
        'customer',
        'We’d like to do our company evening with you on 12 December, around {n} people. Is that possible?',
      ],
      [
        'agent',
        'It is! For {n} people we put four bays side by side and close the lounge for you. Would you like food as well?',
      ],
      ['customer', 'Yes, finger food and soft drinks. What would that cost?'],
      [
        'agent',
        'I’ll send you an offer this afternoon. One question: are there beginners in the group? We can add a coach.',
      ],
      ['customer', 'More than half have never held a club 😄'],
      ['agent', 'Then the coach is on us for the first hour.'],
      ['customer', 'Wonderful, I’ll forward it to my boss'],
    ],
  },
  {
    language: 'en',
    tag: 'Events',
    turns: [
      ['customer', 'Do you do kids’ birthdays? She turns 10 and is golf mad'],
      [
        'agent',
        'We do, Saturdays and Sundays until 14:00. Two hours, two bays, a coach and a cake slot. How many children?',
      ],
      ['customer', '{n} including her'],
      ['agent', 'That fits nicely. Shall I hold {day} at 11:00?'],
      ['customer', 'Yes please!'],
    ],
  },
  {
    language: 'en',
    tag: 'Membership',
    turns: [
      ['customer', 'What’s the difference between Silver and Gold?'],
      [
        'agent',
        'Gold books 14 days ahead instead of 7, has free rental clubs and two guests a month. Silver is 59, Gold 89.',
      ],
      ['customer', 'And can I change back?'],
      ['agent', 'Any month, with one click in your account.'],
      ['customer', 'Then Gold please'],
      ['agent', 'Done, it starts today. Welcome to Gold, {first}!'],
    ],
  },
  {
    language: 'en',
    tag: 'Membership',
    turns: [
      ['customer', 'Please pause my membership for two months, I’m having knee surgery'],
      [
        'agent',
        'Sorry to hear that. It’s paused from the first until you write to us. All the best for the knee!',
      ],
      ['customer', 'Thank you, that’s very kind'],
    ],
  },
  {
    language: 'en',
    tag: 'Lost and found',
    turns: [
      ['customer', 'Did anyone find a grey cap in {bay} last night? It has sentimental value'],
      ['agent', 'I’ll ask the evening team and come back to you today.'],
      ['agent', 'We have it! It’s at the front desk with your name on it.'],
      ['customer', 'Oh wonderful, I’ll pick it up on {day}'],
    ],
  },
  {
    language: 'en',
    tag: 'Lost and found',
    turns: [
      ['customer', 'I think I left my 7 iron in {bay}'],
      ['agent', 'Is it a Harrow with a blue grip?'],
      ['customer', 'That’s the one!'],
      ['agent', 'It waits for you behind the desk.'],
    ],
  },
  {
    language: 'en',
    tag: null,
    turns: [
      ['customer', 'Do you rent left-handed clubs?'],
      [
        'agent',
        'We do, in regular and stiff. Free for members, 12 dollars for guests. Shall I put a set in your bay?',
      ],
      ['customer', 'Regular please, for {day} {time}'],
      ['agent', 'They’ll be standing there.'],
    ],
  },
  {
    language: 'en',
    tag: null,
    turns: [
      ['customer', 'Is there parking?'],
      [
        'agent',
        'Free behind the building for 3 hours; please enter your plate at the tablet by the door.',
      ],
      ['customer', 'thx'],
    ],
  },
  {
    language: 'en',
    tag: null,
    turns: [
      ['customer', 'What are your hours on the holiday?'],
      [
        'agent',
        'As always, 6:00 to 23:00. The desk is staffed from 10:00 that day, doors and bays work as usual.',
      ],
      ['customer', 'Great, see you then!'],
    ],
  },
  {
    language: 'es',
    tag: 'Booking',
    turns: [
      [
        'customer',
        '¡Hola! ¿Podemos cambiar nuestra reserva de las {time} al {day}? Ahora somos cuatro.',
      ],
      ['agent', '¡Hola {first}! Sí, el {day} a las {later} está libre en {bay}. ¿Te viene bien?'],
      ['customer', 'Perfecto, muchas gracias'],
      ['agent', 'Hecho. El código de la puerta llega una hora antes.'],
    ],
  },
  {
    language: 'es',
    tag: 'Technical',
    turns: [
      ['customer', 'La pantalla de {bay} no detecta la bola'],
      ['agent', 'Gracias por avisar. Lo reinicio desde aquí, tarda un minuto.'],
      ['customer', 'Ya funciona, gracias'],
    ],
  },
  {
    language: 'fr',
    tag: 'Booking',
    turns: [
      ['customer', 'Bonjour, avez-vous une place {day} vers {time} pour deux personnes ?'],
      ['agent', 'Bonjour {first} ! Oui, {bay} est libre à {later}. Je vous le réserve ?'],
      ['customer', 'Avec plaisir, merci beaucoup'],
    ],
  },
  {
    language: 'fr',
    tag: 'Refund',
    turns: [
      ['customer', 'Bonjour, j’ai été débitée deux fois pour {day}'],
      [
        'agent',
        'Toutes nos excuses. Le second débit est annulé, il revient sur votre carte sous 3 à 5 jours.',
      ],
      ['customer', 'Merci pour votre efficacité'],
    ],
  },
  {
    language: 'de',
    tag: 'Booking',
    turns: [
      ['customer', 'Hallo, können wir unsere Buchung um {time} auf {day} verschieben?'],
      ['agent', 'Hallo {first}, gern: {day} um {later} in {bay}. Passt das?'],
      ['customer', 'Ja, super, danke!'],
    ],
  },
  {
    language: 'ar',
    tag: 'Booking',
    turns: [
      ['customer', 'مرحبا، هل يمكن حجز ملعب يوم {day} الساعة {time}؟'],
      ['agent', 'أهلاً {first}، نعم، {bay} متاح الساعة {later}. هل أحجزه لك؟'],
      ['customer', 'نعم من فضلك، شكراً جزيلاً'],
      ['agent', 'تم الحجز. سيصلك رمز الباب قبل الموعد بساعة.'],
    ],
  },
];
