import { expect, it } from 'vitest';
import { companyAccountProblem } from './company-account-problem.ts';

it('there is none before one has tried', () => {
  expect(companyAccountProblem('?next=/settings')).toBeNull();
});

it.each([
  ['unknown', /admin to invite you/],
  ['none', /password/],
  ['owner', /password/],
])('%s is told in words', (why, words) => {
  expect(companyAccountProblem(`?sso=${why}`)).toMatch(words);
});

it.each(['', 'constructor', 'something new'])('"%s" is a failure like another', (why) => {
  const problem = companyAccountProblem(`?sso=${encodeURIComponent(why)}`);
  expect(problem).toBe(companyAccountProblem('?sso=failed'));
});
