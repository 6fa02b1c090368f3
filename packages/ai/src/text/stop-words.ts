/**
 * Words that say how somebody speaks and not what about, as they are after folding: no accents, no apostrophes. In a few
 * hundred short procedures a rare “would” weighs as much as a rare “projector”, so frequency alone does not tell them apart.
 */
const ENGLISH = `a about after again all already also am an and any anybody anyone anything are as at away back be because been
  before being but by came can cant come comes coming could couldnt did didnt do does doesnt doing done dont down else even ever every
  everything far few for from get gets getting give go goes going gone got guys had has have havent having he hello her here hey hi him his how i id if ill im in into is
  isnt it its ive just keep keeps know left let lets like little look lot made make many may maybe me mine more most much must my near need
  needs never new next no nobody not nothing now of off ok okay on once one only or other our out over own please pls put really right
  said same saw say see seems she should since so some somebody someone something sorry still such take tell than thank thanks that
  thats the their them then there theres these they thing things think this those though through till to today together tomorrow
  tonight too try two u under until up us use very via want wanted was wasnt way we well went were what whats when where which
  while who whole why will with without wont work works would write yes yesterday yet you your yours youre`;
const SPANISH = `al algo con como cuando de del desde donde el ella en es esta este estoy favor gracias ha hay hola la las le lo los me
  mi mis muy no nos nuestra nuestro o para pero podemos podria por pueden puedo que quiero quisiera se si sin sobre son su sus tengo
  tiene tienen un una unos y ya`;
const FRENCH = `ai au aux avec avez avons bonjour ca ce ces cest chez dans de des du elle en est et etes etre ici il ils je jai la le les
  leur lui ma mais me merci mes moi mon ne nos notre nous on ou par pas peut peux plait plus pour pouvez puis que qui sa se ses si sil
  son sont sur tout tres un une vos votre vous y`;
const GERMAN = `aber als am an auch auf aus bei beim bitte bin da danke das dass dem den der des die doch du ein eine einem einen einer er
  es euch euer fur gern guten habe haben habt hallo hat ich ihr im in ins ist ja kann konnen konnte konnten man mein meine mich mir
  mit nach nicht noch nur oder schon sehr sein seit sich sie sind so uber um und uns unser unsere vom von vor war was wenn werden wie
  wir wird wo zu zum zur`;

export const STOP_WORDS: ReadonlySet<string> = new Set(
  [ENGLISH, SPANISH, FRENCH, GERMAN].flatMap((list) => list.split(/\s+/)),
);
