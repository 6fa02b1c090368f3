/**
 * Paraphrases for measuring the match, by the key of the demo’s procedure that they are for. Kept apart from everything that is
 * learnt from or tuned on: nothing here is trained on, and nothing here was changed after it was measured.
 */

/** The same wish in other plain words. */
export const SOP_PARAPHRASES: Readonly<Record<string, readonly string[]>> = {
  'trackman-password-reset': [
    "the golf machine wants my password and I've lost it",
    'Please send a link so I can set up another TrackMan password',
    "Can't remember my login for the bay, help",
    'J’ai perdu mon mot de passe pour le simulateur',
  ],
  'member-account-login': [
    'Is there a problem with your app? It refuses to let me log in',
    "My membership profile has my maiden name and old e-mail, now I can't sign in",
    "The code for signing in to the website isn't arriving by text",
    'Mit meiner neuen E-Mail komme ich nicht mehr in die App',
  ],
  'simulator-frozen': [
    "The simulator stopped in the middle of the game and won't react",
    "Please restart the machine in bay 1, it's stuck",
    "Our bay's computer shows an error and closed TrackMan",
    'El simulador no responde, ¿lo pueden reiniciar?',
  ],
  'screen-and-tracking': [
    'The projector picture is jumping all the time',
    'Our balls are not being picked up by the sensor',
    'Half the screen is black and shots show up late',
    'ตีลูกแล้วเครื่องไม่จับค่ะ',
  ],
  'door-code': [
    "The door code I got isn't accepted",
    'How do I get into the building, I have no code',
    "We're locked out, keypad stays red",
    'Mein Code für den Eingang funktioniert nicht',
  ],
  'door-stuck': [
    "The back door doesn't close any more",
    'A door near bay 7 is jammed and stays open',
    'I noticed the emergency exit standing open',
    'La porte de la salle reste ouverte, elle ne ferme pas',
  ],
  'rental-clubs': [
    'Can we borrow clubs for an afternoon?',
    'Do you rent out a set for left-handed players and what is it',
    'Is there equipment for my daughter, she is eight',
    '¿Tienen palos para alquilar?',
  ],
  'bay-availability': [
    'Is there a bay free on Friday night?',
    'I would like to reserve two hours on Sunday for three',
    'Do you have a slot this afternoon at four',
    'Ist morgen um 17 Uhr noch etwas frei?',
  ],
  'group-event': [
    'We want to hold our office party at your place, 35 people',
    'Can my daughter have her birthday at the golf club',
    'What do you offer for large groups with food and drinks?',
    'Wir suchen einen Ort für unsere Weihnachtsfeier mit 40 Leuten',
  ],
  'room-request': [
    'Do you still have a room for tomorrow night?',
    'We need a family room for three nights in May',
    'What does a double with breakfast cost next weekend?',
    'ダブルルームは来週空いていますか？',
  ],
  'move-booking': [
    'Could we shift our booking to Sunday?',
    'I need another hour on our reservation tomorrow',
    'May I change the time of my bay from 5 to 6?',
    'Podemos cambiar la hora de nuestra reserva, por favor',
  ],
  'cancel-booking': [
    'I want to cancel our bay for Saturday',
    "We aren't able to come tomorrow, please cancel it",
    'What happens if I cancel the booking on the same day?',
    'Je souhaite annuler ma réservation',
  ],
  'running-late': [
    'We are going to be 15 minutes late',
    'Traffic is awful, please hold our bay',
    "We missed the train, we'll arrive a bit after seven",
    'Wir kommen zehn Minuten später',
  ],
  'early-check-in': [
    'May we check in before three?',
    'Could we have a late check-out on Sunday?',
    "We'd like to stay another night, is our room free?",
    'Pouvons-nous laisser nos bagages avant l’arrivée ?',
  ],
  'opening-hours': [
    'What are your opening times on Sunday?',
    'Are you open on Christmas Eve?',
    'How long is the pool open in the evening?',
    'Um wie viel Uhr schließt die Bar?',
  ],
  'double-charge': [
    'My card was charged two times for one booking',
    "There's a payment to you on my statement that's wrong",
    "I'm still waiting for the refund you said was coming",
    'Me han cobrado de más en la tarjeta',
  ],
  'session-cut-short': [
    "We'd like our money back, the simulator didn't run for an hour",
    'Do we get a credit because the heating was broken during our session?',
    'The power failed in the middle of our hour, can you refund us',
    'On n’a pas pu jouer, est-ce que vous remboursez ?',
  ],
  'membership-levels': [
    'What is included in a Gold membership?',
    'How much does it cost to become a member?',
    'Do you have discounts for students',
    'Was kostet die Silver-Mitgliedschaft?',
  ],
  'pause-membership': [
    "I'd like to put my membership on hold for the winter",
    'How can I end my membership?',
    'Can I switch from Gold to a cheaper plan?',
    'Quisiera cancelar mi membresía',
  ],
  'lost-item': [
    'I forgot my jacket in the bay last night',
    'Have you found a blue umbrella?',
    'I left my phone charger in room 405',
    'ผมลืมแว่นตาไว้ที่สระว่ายน้ำครับ',
  ],
  complaint: [
    'I want to complain about the way your staff spoke to me',
    'The bay was dirty and nobody apologised',
    "We're very disappointed with our stay, please have the manager call us",
    'Le service était inacceptable hier soir',
  ],
  'music-volume': [
    'The music in the bar is too loud, can you lower it?',
    'Could you play some jazz in the lobby?',
    'Please turn up the music at the pool a bit',
    'ช่วยเบาเพลงที่ล็อบบี้หน่อยครับ',
  ],
  'music-silent': [
    "There's no music in the restaurant any more",
    'The speakers at the pool have stopped working',
    'The sound on the rooftop keeps cutting out',
    '音楽が流れていません',
  ],
  'room-fault': [
    "The air conditioning in our room isn't working",
    'We have no hot water in the shower',
    'The internet in room 310 is down',
    'Die Heizung in unserem Zimmer ist kaputt',
  ],
  parking: [
    'Do you have parking and is it free?',
    'Where can I park my car overnight?',
    'Is there a charging station for electric cars?',
    'หาที่จอดรถได้ที่ไหนคะ',
  ],
};
