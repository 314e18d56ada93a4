import { listUserNames } from "../db/members.ts";
import { asId, isId, type UserId } from "../kernel/id.ts";
import type { Install } from "./install.ts";
import type { Scope } from "./scope.ts";

/** The names of the tenant's members behind ids that its records keep, of those who are still members. */
export async function listMemberNames(install: Install, scope: Scope, ids: readonly string[]): Promise<Map<string, string>> {
  const users = ids.filter(isId).map((id) => asId<UserId>(id));
  const found = await listUserNames(install.auth, scope.tenant, users);
  return new Map(found.map((row) => [row.id, row.name]));
}
