import type { ShopId, TenantId, UserId, WarehouseId } from "../kernel/id.ts";
import { type Instant, toIso } from "../kernel/instant.ts";
import type { Role } from "../kernel/vocabulary/permission.ts";
import type { AuthDatabase } from "./auth-database.ts";

export type MemberRow = {
  tenant: TenantId;
  role: Role;
  shops: ShopId[] | null;
  warehouses: WarehouseId[] | null;
};

export type NewUser = MemberRow & { id: UserId; accountId: string; name: string; email: string; passwordHash: string };

/** The user's first membership that is not disabled. A user with several tenants needs a choice that no page offers yet. */
export async function findMember(auth: AuthDatabase, user: UserId): Promise<MemberRow | undefined> {
  const found = await auth.kysely
    .selectFrom("member")
    .select(["tenant_id", "role", "shops", "warehouses"])
    .where("user_id", "=", user)
    .where("disabled_at", "is", null)
    .orderBy("tenant_id")
    .limit(1)
    .executeTakeFirst();
  return found === undefined ? undefined : { tenant: found.tenant_id, role: found.role, shops: found.shops, warehouses: found.warehouses };
}

/** Stores user, password and membership together. False when the e-mail is taken: nothing is changed then. */
export async function insertUser(auth: AuthDatabase, user: NewUser, at: Instant): Promise<boolean> {
  const when = toIso(at);
  return await auth.kysely.transaction().execute(async (tx) => {
    const stored = await tx
      .insertInto("user")
      .values({ id: user.id, name: user.name, email: user.email, email_verified: true, created_at: when, updated_at: when })
      .onConflict((conflict) => conflict.column("email").doNothing())
      .executeTakeFirst();
    if (stored.numInsertedOrUpdatedRows !== 1n) return false;
    await tx
      .insertInto("account")
      .values({
        id: user.accountId,
        user_id: user.id,
        // better-auth's own form: a password account names its user
        account_id: user.id,
        provider_id: "credential",
        password: user.passwordHash,
        created_at: when,
        updated_at: when,
      })
      .execute();
    await tx
      .insertInto("member")
      .values({
        user_id: user.id,
        tenant_id: user.tenant,
        role: user.role,
        shops: user.shops,
        warehouses: user.warehouses,
        disabled_at: null,
        created_at: when,
      })
      .execute();
    return true;
  });
}

/** Names of a tenant's members, of those among these ids. */
export async function listUserNames(auth: AuthDatabase, tenant: TenantId, ids: readonly UserId[]): Promise<{ id: string; name: string }[]> {
  if (ids.length === 0) return [];
  return await auth.kysely
    .selectFrom("member")
    .innerJoin("user", "user.id", "member.user_id")
    .select(["user.id", "user.name"])
    .where("member.tenant_id", "=", tenant)
    .where("user.id", "in", ids)
    .orderBy("user.id")
    .limit(ids.length)
    .execute();
}
