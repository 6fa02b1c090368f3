import type {
  Channel,
  Found,
  HttpRequest,
  HttpResponse,
  InboundEvent,
  MediaPlan,
  MediaRef,
  MediaUpload,
  NetworkFailure,
  Outcome,
  OutboundMessage,
  Prepared,
  ProbeResult,
  RawDelivery,
  UploadOutcome,
} from '../channel.ts';

/** Where a case came from decides how far it can be trusted. */
export type Source = 'recorded' | 'vendor-docs' | 'invented';

type Case<T> = T & { readonly name: string; readonly source: Source };

/** What a channel folder supplies so that the shared rules can try it. Everything signed is signed with `creds`. */
export type Fixture<Creds> = {
  readonly channel: Channel<Creds>;
  readonly creds: Creds;
  /** Values that must never be seen outside a header. */
  readonly secrets: readonly string[];
  /** When the deliveries below came in, in milliseconds since the epoch. */
  readonly now: number;
  /** Headers without which a delivery proves nothing. */
  readonly proofHeaders: readonly string[];
  /** `body`: the proof covers every byte of it; `sender`: it proves only who sent it. */
  readonly proves: 'body' | 'sender';
  /** Is the proof bound to a time? Then `inbound` must be refused a day later. */
  readonly expires: boolean;
  /** Does the vendor put several events into one delivery? */
  readonly batches: boolean;
  readonly inbound: readonly Case<{
    raw: RawDelivery;
    expect: readonly InboundEvent[];
    accounts: readonly string[];
  }>[];
  /** Deliveries that must not pass: another key, another sender, a stale time. */
  readonly forged: readonly Case<{ raw: RawDelivery }>[];
  /** A delivery with one message of this text, as the vendor would write it, signed. */
  readonly delivers: (text: string) => RawDelivery;
  readonly handshakes: readonly Case<{
    query: Readonly<Record<string, string>>;
    answer: string | null;
  }>[];
  readonly outbound: HttpFixture | SocketFixture;
};

/** A media plan as far as it can be written down. */
type PlanShape = {
  readonly kind: MediaPlan['kind'];
  readonly request?: HttpRequest;
  readonly why?: string;
};

export type HttpFixture = {
  readonly delivery: 'http';
  readonly baseUrl: string;
  readonly sends: readonly Case<{ message: OutboundMessage; expect: Prepared }>[];
  readonly responses: readonly Case<{ response: HttpResponse; outcome: Outcome }>[];
  readonly failures: readonly Case<{ failure: NetworkFailure; kind: Outcome['kind'] }>[];
  readonly media: readonly Case<{
    ref: MediaRef;
    plan: PlanShape;
    located?: { response: HttpResponse; url: string };
  }>[];
  readonly uploads: readonly Case<{
    upload: MediaUpload;
    url: string;
    response: HttpResponse;
    outcome: UploadOutcome;
  }>[];
  readonly lookups: readonly Case<{
    message: OutboundMessage;
    since: number;
    request: HttpRequest;
    response: HttpResponse;
    found: Found;
  }>[];
  readonly probes: readonly Case<{ response: HttpResponse; result: ProbeResult }>[];
};

export type SocketFixture = {
  readonly delivery: 'visitor-socket';
  readonly sends: readonly Case<{ message: OutboundMessage; event: string; data: unknown }>[];
  readonly media: readonly Case<{ ref: MediaRef; plan: MediaPlan }>[];
};

/** A response written down in one line. */
export const answer = (
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): HttpResponse => ({
  status,
  headers,
  body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
});

export const anyMedia = (ref: Partial<MediaRef>): MediaRef => ({
  id: null,
  url: null,
  mime: null,
  fileName: null,
  sha256: null,
  size: null,
  ...ref,
});
