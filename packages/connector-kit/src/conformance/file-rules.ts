import { deepStrictEqual as same, ok } from 'node:assert/strict';
import type { OutboundMessage } from '../channel.ts';
import { anyMedia, answer } from './fixture.ts';
import { rule, type Rule } from './rule.ts';
import { bodyOf, PAGES, type Subject } from './subject.ts';

export const fileRules = <Creds>(subject: Subject<Creds>): readonly Rule[] => [
  ...fetchRules(subject),
  ...uploadRules(subject),
];

function fetchRules<Creds>({ out, creds, given }: Subject<Creds>): Rule[] {
  return [
    rule('CH32', 'knows how to fetch what a customer sent', () => {
      for (const one of given.media) {
        const plan = out.mediaRequest(one.ref, creds, given.baseUrl);
        same(JSON.parse(JSON.stringify(plan)), JSON.parse(JSON.stringify(one.plan)), one.name);
        if (plan.kind !== 'locate') continue;
        ok(one.located !== undefined, `${one.name}: no answer to locate`);
        const located = plan.read(one.located.response);
        ok(located.ok && located.request.url === one.located.url, one.name);
        for (const [status, page] of [
          [200, '<html>'],
          [404, ''],
          [500, 'x'],
          [200, '{"url":7}'],
        ] as const)
          ok(!plan.read(answer(status, page)).ok, `${one.name}: ${status}`);
      }
      for (const ref of [anyMedia({}), anyMedia({ url: 'javascript:alert(1)' })]) {
        same(out.mediaRequest(ref, creds, given.baseUrl).kind, 'impossible');
      }
    }),
  ];
}

function uploadRules<Creds>({ channel, out, creds, secrets, given }: Subject<Creds>): Rule[] {
  const kinds = Object.keys(channel.limits.media);
  return [
    rule('CH33', 'uploads exactly where files can be sent, with the bytes untouched', () => {
      same(out.mediaUpload !== null, kinds.length > 0);
      if (out.mediaUpload === null) return same(given.uploads.length, 0);
      ok(given.uploads.length > 0, 'no upload');
      for (const one of given.uploads) {
        const request = out.mediaUpload.request(one.upload, creds, given.baseUrl);
        same(request.url, one.url, one.name);
        ok(
          typeof request.body !== 'string' &&
            Buffer.concat(request.body ?? []).includes(Buffer.from(one.upload.bytes)),
          one.name,
        );
        for (const secret of secrets)
          ok(!(request.url + bodyOf(request)).includes(secret), one.name);
        same(out.mediaUpload.read(one.response), one.outcome, one.name);
        for (const page of PAGES)
          ok(out.mediaUpload.read(answer(200, page)).kind === 'retry', `${one.name}: 200 ${page}`);
      }
    }),
    rule(
      'CH34',
      'builds a message with a file for each kind it takes, and refuses it where it takes none',
      () => {
        const any = given.sends[0];
        ok(any !== undefined);
        const withFile = (kind: string): OutboundMessage => ({
          ...any.message,
          text: '',
          media: {
            kind,
            mediaId: 'media-77',
            mime: 'x/y',
            fileName: 'a "b".pdf',
          } as OutboundMessage['media'],
        });
        for (const kind of kinds) {
          const prepared = out.request(withFile(kind), creds, given.baseUrl);
          ok(prepared.ok && bodyOf(prepared.request).includes('media-77'), kind);
        }
        if (kinds.length === 0) ok(!out.request(withFile('IMAGE'), creds, given.baseUrl).ok);
      },
    ),
  ];
}
