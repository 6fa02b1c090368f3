/**
 * Words that short messages have, most of them in one language alone: greetings, thanks, pronouns, little words. Folded as
 * texts are (no accents, no apostrophes).
 */
export const LANGUAGE_WORDS: Readonly<Record<string, string>> = {
  en: `the my your our you i im ive is are was were do does did dont doesnt cant wont have has with from for and of to this
    that what when where how why who can could would please thanks thank hello hi hey it its not we they am been there`,
  es: `el los las mi mis su hola gracias por favor donde cuando como cuanto quiero puedo necesito esta estoy tengo es y
    pero muy buenos buenas dias el una del al no se me he ha usted que`,
  fr: `le les mon ma mes votre vos bonjour bonsoir merci je jai nous vous est sont ou quand comment combien pourquoi avec pour
    dans pas ne une des du et sil plait suis avez cest peux voudrais veux on ca`,
  de: `der die das mein meine ihr ihre hallo danke bitte ich wir sie ist sind nicht kein keine wo wann wie was warum mit
    fur und oder habe haben kann konnen mochte ein eine einen auf zu es guten tag vielen dank`,
  pt: `o os meu minha meus sua ola obrigado obrigada por favor onde quando como quanto quero posso preciso esta estou tenho
    e mas muito bom boa dia tarde noite nao voce uma com eu em do da`,
  it: `il lo gli mio mia miei suo ciao grazie mille per favore dove quando come quanto voglio posso vorrei sono sto ho e ma
    molto buongiorno buonasera non mi si una con di del della che la siamo`,
  nl: `de het een mijn uw jullie hallo hoi dank bedankt alstublieft ik wij we je is zijn niet geen waar wanneer hoe wat
    waarom met voor en heb hebben kan kunnen wil graag naar op mag er aan`,
  pl: `moje moj moja czesc dzien dobry dziekuje prosze gdzie kiedy jak ile dlaczego nie jest sa mam chce moge czy z do na sie`,
  sv: `min mitt mina hej tack jag vi ni ar inte var nar hur vad varfor med och har kan vill ett en pa att det`,
  tr: `merhaba siparisim sifremi unuttum tesekkurler tesekkur ederim lutfen nerede nasil ne zaman kac neden benim degil istiyorum var yok ve bir bu`,
  ru: `я мои моя мое привет здравствуите спасибо пожалуиста где когда как сколько почему не в на мне у нас вы это могу хочу есть и`,
  uk: `я мiи мiй моя мое привiт вiтаю дякую будь ласка де коли як скiльки чому не в на менi ви це можу хочу є та й свiи`,
};
