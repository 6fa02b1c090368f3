import { expect, it } from 'vitest';
import { pageAt } from './addresses.ts';

it.each([
  ['/', '/shell'],
  ['/inbox/open/0199', '/shell'],
  ['/settings/account', '/shell'],
  ['/sign-in', '/sign-in'],
  ['/invitation', '/sign-in'],
])('%s is served by %s', (pathname, page) => {
  expect(pageAt(pathname)).toBe(page);
});

it.each(['/inboxes', '/demo/phone', '/widget/frame', '/api/v1/docs', '/sw.js', '/invitation/x'])(
  '%s is none of the static pages',
  (pathname) => {
    expect(pageAt(pathname)).toBeNull();
  },
);
