import { must } from '@frontdesk/core/assert';
import { bodyText } from '../lenient-json.ts';
import { channel, fixture, overSocket, sending, type Fault } from './planted-fault.ts';
import { pigeonSends as given } from './pigeon.fixture.ts';
import { pigeon as good, pigeonOutbound as out } from './pigeon.ts';

const upload = must(out.mediaUpload, 'upload of the pigeon');
const lookup = must(out.lookup, 'lookup of the pigeon');

/** Mistakes that were made in sending, by what such a channel does. */
export const OUTBOUND_FAULTS: Record<string, Fault> = {
  'states a limit of nothing': {
    rule: 'CH20',
    fixture: channel({
      limits: { ...good.limits, media: { IMAGE: { maxBytes: 0, mimeTypes: [] } } },
    }),
  },
  'sends somewhere else': {
    rule: 'CH21',
    fixture: sending({ request: (m, c) => out.request(m, c, 'https://other.example') }),
  },
  'forgets our outbox id': {
    rule: 'CH22',
    fixture: sending({ request: (m, c, b) => out.request({ ...m, outboxId: '' }, c, b) }),
  },
  'puts the token into the URL': {
    rule: 'CH23',
    fixture: sending({
      request: (m, c, b) => {
        const prepared = out.request(m, c, b);
        return prepared.ok
          ? {
              ok: true,
              request: { ...prepared.request, url: `${prepared.request.url}?t=${c.token}` },
            }
          : prepared;
      },
    }),
  },
  'speaks in codes': {
    rule: 'CH24',
    fixture: fixture({
      outbound: {
        ...given,
        sends: given.sends.map((one) =>
          one.expect.ok
            ? one
            : { ...one, expect: { ok: false, error: { ...one.expect.error, why: 'ERR_7' } } },
        ),
      },
    }),
  },
  'does not know a block from a fault': {
    rule: 'CH25',
    fixture: sending({
      classify: (r) =>
        r.status === 400
          ? { kind: 'retry', scope: 'message', afterMs: null, code: '400', why: 'Odd.' }
          : out.classify(r),
    }),
  },
  'gives up when told to slow down': {
    rule: 'CH26',
    fixture: sending({
      classify: (r) =>
        r.status === 503
          ? { kind: 'rejected', code: '503', why: 'No.', effect: null }
          : out.classify(r),
    }),
  },
  'calls any 2xx accepted': {
    rule: 'CH27',
    fixture: sending({
      classify: (r) => (r.status < 300 ? { kind: 'accepted', externalId: 'v9' } : out.classify(r)),
    }),
  },
  "sends again behind a proxy's error page": {
    rule: 'CH27',
    fixture: sending({
      classify: (r) =>
        r.status === 502
          ? { kind: 'retry', scope: 'message', afterMs: null, code: '502', why: 'Bad gateway.' }
          : out.classify(r),
    }),
  },
  'parses an error page as JSON': {
    rule: 'CH27',
    fixture: sending({
      classify: (r) => {
        JSON.parse(bodyText(r.body));
        return out.classify(r);
      },
    }),
  },
  'retries a dead token for ever': {
    rule: 'CH28',
    fixture: sending({
      classify: (r) =>
        r.status === 401
          ? { kind: 'retry', scope: 'inbox', afterMs: null, code: '401', why: 'No.' }
          : out.classify(r),
    }),
  },
  'retries what was refused': {
    rule: 'CH29',
    fixture: sending({
      classify: (r) =>
        r.status === 422
          ? { kind: 'retry', scope: 'message', afterMs: null, code: '422', why: 'No.' }
          : out.classify(r),
    }),
  },
  'sends again after a timeout': {
    rule: 'CH30',
    fixture: sending({
      classifyFailure: () => ({
        kind: 'retry',
        scope: 'message',
        afterMs: null,
        code: 'x',
        why: 'Again.',
      }),
    }),
  },
  "repeats the vendor's words, whatever they are": {
    rule: 'CH31',
    fixture: sending({
      classify: (r) => {
        const outcome = out.classify(r);
        return outcome.kind === 'rejected' && outcome.code === '400'
          ? { ...outcome, why: bodyText(r.body) }
          : outcome;
      },
    }),
  },
  'asks for a file at its own address': {
    rule: 'CH32',
    fixture: sending({
      mediaRequest: (ref, c) => out.mediaRequest(ref, c, 'https://other.example'),
    }),
  },
  'takes any link for a file': {
    rule: 'CH32',
    fixture: sending({
      mediaRequest: (ref, c, b) =>
        ref.url === null
          ? out.mediaRequest(ref, c, b)
          : { kind: 'direct', request: { method: 'GET', url: ref.url, headers: {}, body: null } },
    }),
  },
  'sends files as text': {
    rule: 'CH33',
    fixture: sending({
      mediaUpload: {
        ...upload,
        request: (u, c, b) => ({ ...upload.request(u, c, b), body: 'PNG' }),
      },
    }),
  },
  'says it takes files and cannot upload any': {
    rule: 'CH33',
    fixture: sending({ mediaUpload: null }),
  },
  'leaves the file out': {
    rule: 'CH34',
    fixture: sending({ request: (m, c, b) => out.request({ ...m, media: null }, c, b) }),
  },
  'sends a file where none is taken': {
    rule: 'CH34',
    fixture: channel({
      limits: { ...good.limits, media: {} },
      outbound: { ...out, mediaUpload: null },
    }),
  },
  'finds nothing when the vendor does not answer': {
    rule: 'CH35',
    fixture: sending({
      lookup: {
        ...lookup,
        read: (r) => (r.status === 500 ? { ok: true, messages: [] } : lookup.read(r)),
      },
    }),
  },
  'calls any answer a proof': {
    rule: 'CH36',
    fixture: sending({ probe: { ...out.probe, read: () => ({ ok: true, address: null }) } }),
  },
  'proves itself by sending': {
    rule: 'CH36',
    fixture: sending({
      probe: { ...out.probe, request: (c, b) => ({ ...out.probe.request(c, b), method: 'POST' }) },
    }),
  },
  'forgets our id on the socket': {
    rule: 'CH40',
    fixture: overSocket({ frame: (m) => ({ event: 'message', data: { text: m.text } }) }),
  },
  "loses a visitor's file": {
    rule: 'CH41',
    fixture: overSocket({ mediaRequest: () => ({ kind: 'impossible', why: 'No file.' }) }),
  },
  'takes back another message': {
    rule: 'CH42',
    fixture: overSocket({ revokeFrame: () => ({ event: 'revoke', data: { id: 'x' } }) }),
  },
};
