import type { Role } from '@frontdesk/core/roles';
import type { Me } from '../replica/workspace.ts';
import type { Answer } from '../api/request.ts';
import { request } from '../api/request.ts';

/** `GET /api/v1/auth/me`. */
type MeAnswer = {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly membershipId: string;
  readonly organization: { readonly id: string; readonly name: string };
  readonly organizations: readonly { readonly id: string; readonly name: string }[];
  readonly pinned: boolean;
  readonly secondFactor: boolean;
  readonly mustSetUpSecondFactor: boolean;
};

export async function whoAmI(): Promise<Answer<Me>> {
  const answer = await request<MeAnswer>('GET', '/auth/me');
  if (!answer.ok) return answer;
  const {
    id,
    email,
    name,
    role,
    membershipId,
    organization,
    organizations,
    pinned,
    secondFactor,
    mustSetUpSecondFactor,
  } = answer.value;
  return {
    ok: true,
    value: {
      userId: id,
      membershipId,
      organizationId: organization.id,
      organizationName: organization.name,
      organizations,
      pinned,
      name,
      email,
      role,
      secondFactor,
      mustSetUpSecondFactor,
    },
  };
}
