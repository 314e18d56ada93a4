import { type Generated, Kysely, PostgresDialect } from "kysely";
import pg from "pg";
import type { ShopId, TenantId, UserId, WarehouseId } from "../kernel/id.ts";
import type { Role } from "../kernel/vocabulary/permission.ts";
import type { ConnectionSettings } from "./database.ts";

/** The `auth` schema as its own role sees it. Only what our own statements touch; better-auth knows its tables itself. */
export type AuthSchema = {
  user: {
    id: UserId;
    name: string;
    email: string;
    email_verified: Generated<boolean>;
    created_at: string;
    updated_at: string;
  };
  account: {
    id: string;
    user_id: UserId;
    account_id: string;
    provider_id: string;
    password: string | null;
    created_at: string;
    updated_at: string;
  };
  session: { id: string; user_id: UserId };
  member: {
    user_id: UserId;
    tenant_id: TenantId;
    role: Role;
    shops: ShopId[] | null;
    warehouses: WarehouseId[] | null;
    disabled_at: string | null;
    created_at: string;
  };
};

export type AuthDatabase = { kysely: Kysely<AuthSchema>; close(): Promise<void> };

/** Opens the sign-in tables as `crossdock_auth`. The library wants pg's own parsers (Date), so this pool doesn't share ours. */
export function openAuthDatabase(settings: ConnectionSettings, max: number): AuthDatabase {
  const pool = new pg.Pool({
    ...settings,
    max,
    application_name: "crossdock-auth",
    options: "-c search_path=auth -c statement_timeout=10000 -c idle_in_transaction_session_timeout=10000 -c timezone=UTC",
    connectionTimeoutMillis: 10_000,
  });
  // as in openPool: a broken connection fails its statements and is replaced
  pool.on("error", () => {});
  pool.on("connect", (client) => client.on("error", () => {}));
  const kysely = new Kysely<AuthSchema>({ dialect: new PostgresDialect({ pool }) });
  return { kysely, close: () => kysely.destroy() };
}
