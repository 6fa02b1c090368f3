import { z } from '@hono/zod-openapi';
import { ROLES } from '@frontdesk/core/roles';
import { email, givenPassword, id, line, newPassword, time } from './fields.ts';

export const RoleShape = z.enum(ROLES).openapi('Role');

const token = z.string().min(20).max(200);
const code = z.string().trim().max(40);

export const LoginForm = z.object({ email, password: givenPassword, code: code.optional() });

export const RegisterForm = z.object({
  email,
  password: newPassword,
  name: line(120),
  organizationName: line(120),
});

export const SignedShape = z
  .object({
    token: z.string().openapi({ description: 'Access token, ES256, for `Authorization: Bearer`' }),
    refreshToken: z.string().openapi({ description: 'Counts once; renewing gives the next one' }),
    expiresIn: z.int().openapi({ description: 'Seconds that `token` lives' }),
    user: z.object({ id, email: z.string(), name: z.string(), role: RoleShape }),
    organization: z.object({ id, name: z.string(), slug: z.string() }),
    mustSetUpSecondFactor: z.boolean(),
  })
  .openapi('Signed');

/** Tokens are left out where the caller's cookies were renewed. */
export const RenewedShape = SignedShape.partial({ token: true, refreshToken: true }).openapi(
  'Renewed',
);

export const SwitchedShape = SignedShape.omit({ refreshToken: true }).openapi('Switched');

export const RefreshForm = z.object({ refreshToken: token.optional() });

export const EmailForm = z.object({ email });

export const ResetForm = z.object({ token, password: newPassword });

export const AcceptForm = z.object({ token, name: line(120), password: givenPassword.max(1_000) });

export const ChangePasswordForm = z.object({
  currentPassword: givenPassword,
  password: newPassword,
});

export const MeShape = z
  .object({
    id,
    email: z.string(),
    name: z.string(),
    role: RoleShape,
    membershipId: id,
    organization: z.object({ id, name: z.string(), slug: z.string(), timezone: z.string() }),
    organizations: z.array(z.object({ id, name: z.string(), role: RoleShape })),
    pinned: z
      .boolean()
      .openapi({ description: 'Signed in for this organization alone: others are not named' }),
    inboxIds: z.array(id).nullable().openapi({ description: 'Null: every inbox' }),
    permissions: z.array(z.string()),
    secondFactor: z.boolean(),
    mustSetUpSecondFactor: z.boolean(),
  })
  .openapi('Me');

export const SessionShape = z
  .object({
    id,
    userAgent: z.string().nullable(),
    ip: z.string().nullable(),
    createdAt: time,
    lastSeenAt: time,
    current: z.boolean(),
  })
  .openapi('Session');

export const FactorForm = z.object({ code: code.min(1) });
export const PasswordForm = z.object({ password: givenPassword });

export const FactorSetUpShape = z.object({ secret: z.string(), otpauthUrl: z.string() });
export const RecoveryCodesShape = z.object({ recoveryCodes: z.array(z.string()) });
