import { assertNever } from "../assert-never.ts";

export const permissions = [
  "packages:read",
  "packages:approve",
  "packages:label",
  "packages:print",
  "packages:ship",
  "buyer:read",
  "amounts:read",
  "shops:read",
  "sync:run",
  "catalog:read",
  "catalog:write",
  "listings:pair",
  "stock:read",
  "stock:write",
  "stock:approve",
] as const;
export type Permission = (typeof permissions)[number];

export const roles = ["owner", "operator", "warehouse", "viewer"] as const;
export type Role = (typeof roles)[number];

/** What a role may do. Roles exist only here: everything else asks for a permission. */
export function permissionsOf(role: Role): readonly Permission[] {
  switch (role) {
    case "owner":
      return permissions;
    case "operator":
      return permissions;
    case "warehouse":
      return [
        "packages:read",
        "packages:label",
        "packages:print",
        "packages:ship",
        "shops:read",
        "catalog:read",
        "stock:read",
        "stock:write",
      ];
    case "viewer":
      return ["packages:read", "shops:read", "catalog:read", "stock:read"];
    default:
      return assertNever(role);
  }
}
