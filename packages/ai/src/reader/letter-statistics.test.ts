import { eld } from 'eld/extrasmall';
import { expect, it } from 'vitest';
import { languageByLetters } from './letter-statistics.ts';

const SENTENCES = [
  'Where can I leave my luggage until the evening?',
  'Możliwość zarezerwowania stolika na sobotę',
  'Kan jeg få en kvittering på e-post, takk',
  'Puis-je avoir une facture s’il vous plaît ? C’est l’entreprise qui paie.',
  "I don't know what's wrong with 'it'",
  'Mám problém s přihlášením do účtu',
  'Rezervasyonumu iptal etmek istiyorum',
  'Tôi muốn đặt phòng cho hai người',
  'Saya ingin memesan kamar untuk besok malam',
  'Я забыл пароль, помогите пожалуйста',
  'Будь ласка, скасуйте моє бронювання',
  'أريد إلغاء الحجز من فضلك',
  'میں اپنا پاس ورڈ بھول گیا ہوں',
  'मैं अपना पासवर्ड भूल गया',
  'Naomba kubadilisha tarehe',
  'mi servas la mondon',
  'xyzzy qwrtp',
  '12 34 56',
  '',
];

it('says what eld says', () => {
  const pairs = SENTENCES.flatMap((one, at) => [
    one,
    `${one} ${SENTENCES.at(at - 1)}`,
    one.repeat(30),
  ]);
  for (const text of pairs)
    expect(languageByLetters(text), text).toBe(eld.detect(text).language || null);
});
