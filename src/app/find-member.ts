import { findMember as findMemberRow } from "../db/members.ts";
import type { UserId } from "../kernel/id.ts";
import type { Role } from "../kernel/vocabulary/permission.ts";
import type { Install } from "./install.ts";
import { type Scope, scopeOf } from "./scope.ts";

/** What a signed-in user may do, or undefined when the user is a member of no tenant (any more). */
export async function findMember(install: Install, user: { id: UserId; name: string }): Promise<{ scope: Scope; role: Role } | undefined> {
  const member = await findMemberRow(install.auth, user.id);
  if (member === undefined) return undefined;
  const limits = { shops: member.shops ?? ("all" as const), warehouses: member.warehouses ?? ("all" as const) };
  return { scope: scopeOf(member.tenant, { id: user.id, name: user.name }, member.role, limits), role: member.role };
}
