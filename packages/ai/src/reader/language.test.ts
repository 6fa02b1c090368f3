import { describe, expect, it } from 'vitest';
import { languageOf } from './language.ts';

const MESSAGES: Readonly<Record<string, readonly string[]>> = {
  en: ['I forgot my password', 'where is my order?', 'hello', 'is bay 3 free tonight'],
  es: ['He olvidado mi contraseña', '¿dónde está mi pedido?', 'hola', 'me cobraron dos veces'],
  fr: ["J'ai oublié mon mot de passe", 'je suis bloqué', 'merci beaucoup', 'ça marche pas'],
  de: ['Ich habe mein Passwort vergessen', 'wir sind ausgesperrt', 'Vielen Dank', 'Rechnung fehlt'],
  pt: ['Esqueci a minha senha', 'não recebi o email', 'olá', 'quanto custa'],
  it: ['Ho dimenticato la password', 'non ho ricevuto la mail', 'ciao', 'grazie mille'],
  nl: ['Ik ben mijn wachtwoord vergeten', 'ik kom er niet in', 'dank je wel', 'wat kost het'],
  ru: ['Я забыл пароль', 'где мой заказ?', 'спасибо', 'не могу войти'],
  uk: ['Я забув свій пароль', 'де моє замовлення?', 'дякую'],
  th: ['ลืมรหัสผ่าน', 'ขอบคุณค่ะ'],
  ja: ['パスワードを忘れました', '予約をキャンセルしたい', 'ありがとう'],
  zh: ['我忘记密码了', '谢谢', '退款'],
  ar: ['نسيت كلمة المرور', 'أين طلبي؟'],
  ko: ['비밀번호를 잊어버렸어요'],
  el: ['ξέχασα τον κωδικό'],
  he: ['שכחתי את הסיסמה'],
};

describe('the language of a short text', () => {
  it.each(Object.entries(MESSAGES))('%s is told', (language, texts) => {
    expect(texts.map((text) => languageOf(text))).toEqual(texts.map(() => language));
  });

  it.each([
    '',
    '👍',
    'ok',
    'hmm',
    'asdfgh',
    '12:30',
    'https://shop.example/es/la-casa',
    'a@b.test',
    'BK-2231',
  ])('is null for %j, which says none', (text) => {
    expect(languageOf(text)).toBeNull();
  });

  it('is told by most of a long text, and by its beginning', () => {
    expect(languageOf(`Ich möchte Folgendes sagen: ${'das ist nicht gut. '.repeat(10_000)}`)).toBe(
      'de',
    );
  });
});
