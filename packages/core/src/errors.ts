/** Codes of the API's one error shape (seeds 000 and 004), with their HTTP status. */
export const ERROR_STATUS = {
  VALIDATION_ERROR: 400,
  AUTHENTICATION_ERROR: 401,
  AUTHORIZATION_ERROR: 403,
  NOT_FOUND: 404,
  CONFLICT: 409,
  PAYLOAD_TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  RATE_LIMIT_EXCEEDED: 429,
  INTERNAL_ERROR: 500,
  SERVICE_UNAVAILABLE: 503,
} as const;

export type ErrorCode = keyof typeof ERROR_STATUS;

export type ErrorDetail = { readonly field?: string; readonly message: string };

/** A refusal that crosses a boundary. It is data: returned, never thrown. */
export type Refusal = {
  readonly code: ErrorCode;
  readonly message: string;
  readonly details?: readonly ErrorDetail[];
  /** Seconds after which the same call may pass, for RATE_LIMIT_EXCEEDED and SERVICE_UNAVAILABLE. */
  readonly retryAfter?: number;
};

/** The body of every error answer. `timestamp` is ISO 8601. */
export type ErrorBody = {
  readonly error: Refusal & {
    readonly details: readonly ErrorDetail[];
    readonly requestId: string;
    readonly timestamp: string;
  };
};

export type Outcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly refusal: Refusal };

export const done = <T>(value: T): Outcome<T> => ({ ok: true, value });

export const refuse = (
  code: ErrorCode,
  message: string,
  details?: readonly ErrorDetail[],
): { readonly ok: false; readonly refusal: Refusal } => ({
  ok: false,
  refusal: details ? { code, message, details } : { code, message },
});
