import { expect, it } from 'vitest';
import { credentialsOf } from './credential-fields.tsx';

it('what is left empty in a form of credentials is not sent, so that it stays as it is', () => {
  expect(credentialsOf({ accessToken: 'new', appSecret: '', baseUrl: '' })).toEqual({
    credentials: { accessToken: 'new' },
  });
  expect(credentialsOf({ apiKey: 'k', baseUrl: 'https://vendor.example' })).toEqual({
    credentials: { apiKey: 'k' },
    baseUrl: 'https://vendor.example',
  });
});
