import type { ShopId, TenantId, WarehouseId } from "../kernel/id.ts";
import { type Permission, permissionsOf, type Role } from "../kernel/vocabulary/permission.ts";

/** Who acts: a person by user id and name, or the system itself. Shown in the timeline and the audit log. */
export type Actor = { id: string; name: string } | "system";

/** As records name them: a person by name, the system as such. */
export const actorName = (actor: Actor): string => (actor === "system" ? "system" : actor.name);

/** A person's user id; null for the system. */
export const actorId = (actor: Actor): string | null => (actor === "system" ? null : actor.id);

/** A person's name; null for the system, where a record leaves it out. */
export const personName = (actor: Actor): string | null => (actor === "system" ? null : actor.name);

/** What every use case and list is given: whose data, by whom, what they may do and see. Roles never go further than here. */
export type Scope = {
  readonly tenant: TenantId;
  readonly actor: Actor;
  readonly permissions: ReadonlySet<Permission>;
  readonly shops: readonly ShopId[] | "all";
  readonly warehouses: readonly WarehouseId[] | "all";
  readonly mayReadBuyer: boolean;
};

/** The scope of a member with a role. */
export function scopeOf(
  tenant: TenantId,
  actor: Actor,
  role: Role,
  limits: { shops: readonly ShopId[] | "all"; warehouses: readonly WarehouseId[] | "all" },
): Scope {
  const permissions = new Set(permissionsOf(role));
  return { tenant, actor, permissions, ...limits, mayReadBuyer: permissions.has("buyer:read") };
}

/** The runner's own scope in one tenant. */
export function systemScope(tenant: TenantId): Scope {
  return { ...scopeOf(tenant, "system", "owner", { shops: "all", warehouses: "all" }) };
}

/** What a list may speak of: the wanted ones that the scope reaches. Undefined = all. */
export function within<T>(allowed: readonly T[] | "all", wanted?: readonly T[] | undefined): readonly T[] | undefined {
  if (allowed === "all") return wanted;
  return wanted === undefined ? allowed : wanted.filter((one) => allowed.includes(one));
}
