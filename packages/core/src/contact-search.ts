/** What contacts are found by, the same on the server and in every browser. */

/** A phone number is found by any part of it of this many digits and more. */
const PHONE_DIGITS = 3;

const PHONE_LIKE = /^[\d\s()+.-]+$/;

const digitsOf = (text: string): string => text.replace(/\D/g, '');

type ContactWords = {
  readonly name: string;
  readonly phone: string | null;
  readonly email: string | null;
};

/** What a contact is found by: name, address, and the number from each of its digits on. */
export function contactText({ name, phone, email }: ContactWords): string {
  const digits = digitsOf(phone ?? '');
  const ends = Array.from(digits, (_, index) => digits.slice(index));
  return [name, email ?? '', ...ends.filter((end) => end.length >= PHONE_DIGITS)].join(' ');
}

/** What is searched for among contacts when somebody typed this: of a number its digits. */
export const contactQuery = (typed: string): string =>
  PHONE_LIKE.test(typed) ? digitsOf(typed) : typed;
