import { insertUser } from "../db/members.ts";
import { asId, type ShopId, type TenantId, type UserId, type WarehouseId } from "../kernel/id.ts";
import { fail, ok, type Result } from "../kernel/result.ts";
import type { Role } from "../kernel/vocabulary/permission.ts";
import type { Install } from "./install.ts";
import { maxPasswordLength, minPasswordLength } from "./passwords.ts";

export type NewUserFields = {
  tenant: TenantId;
  email: string;
  name: string;
  password: string;
  role: Role;
  /** Absent: all of the tenant's. */
  shops?: readonly ShopId[];
  warehouses?: readonly WarehouseId[];
};

/** Makes a user with a password and a role in one tenant. There is no sign-up: this is the only way in. */
export async function createUser(
  install: Install,
  fields: NewUserFields,
): Promise<Result<UserId, "email-taken" | "email-malformed" | "password-too-short" | "password-too-long">> {
  if (!/^[^\s@]+@[^\s@]+$/u.test(fields.email)) return fail("email-malformed");
  if (fields.password.length < minPasswordLength) return fail("password-too-short");
  if (fields.password.length > maxPasswordLength) return fail("password-too-long");
  const { clock, entropy } = install.app;
  const id = asId<UserId>(entropy.uuid());
  const stored = await insertUser(
    install.auth,
    {
      id,
      accountId: entropy.uuid(),
      email: fields.email.toLowerCase(),
      name: fields.name,
      passwordHash: await install.passwords.hash(fields.password),
      tenant: fields.tenant,
      role: fields.role,
      shops: fields.shops === undefined ? null : [...fields.shops],
      warehouses: fields.warehouses === undefined ? null : [...fields.warehouses],
    },
    clock.now(),
  );
  return stored ? ok(id) : fail("email-taken");
}
