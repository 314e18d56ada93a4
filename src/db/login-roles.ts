import pg from "pg";
import type { ConnectionSettings } from "./database.ts";
import { MigrationRefusal } from "./migration-refusal.ts";

/** Who signs in to the database besides its owner. They own nothing and are members of nothing; migrations grant what each may do. */
export const loginRoles = ["crossdock_app", "crossdock_directory", "crossdock_auth", "crossdock_jobs"] as const;
export type LoginRole = (typeof loginRoles)[number];
export type RolePasswords = Readonly<Record<LoginRole, string>>;

/** Roles belong to the whole server, so migrators of other databases may be at work on them: someone else's change is met by looking again. */
const attempts = 10;

/**
 * Makes sure that every login role exists, has its password and no power beyond what is granted to it. Safe beside migrators of
 * other databases on the same server.
 */
export async function ensureLoginRoles(client: pg.Client, owner: ConnectionSettings, passwords: RolePasswords): Promise<void> {
  for (const role of loginRoles) {
    await createRole(client, role, passwords[role]);
    await assertPowerless(client, role);
    // not set when it is right already: that would rewrite the role at every start
    if (!(await signsIn({ ...owner, user: role, password: passwords[role] }))) await setPassword(client, role, passwords[role]);
  }
}

async function createRole(client: pg.Client, role: LoginRole, password: string): Promise<void> {
  const found = await client.query("select 1 from pg_roles where rolname = $1", [role]);
  if (found.rowCount !== 0) return;
  try {
    await client.query(
      `create role ${role} login nosuperuser nobypassrls nocreatedb nocreaterole noreplication noinherit password ${client.escapeLiteral(password)}`,
    );
  } catch (error) {
    // duplicate_object, or unique_violation when both looked at the same instant
    if (!hasCode(error, "42710", "23505")) throw error;
  }
}

async function assertPowerless(client: pg.Client, role: LoginRole): Promise<void> {
  const found = await client.query(
    `select 1 from pg_roles r where r.rolname = $1 and r.rolcanlogin
       and not (r.rolsuper or r.rolbypassrls or r.rolcreatedb or r.rolcreaterole or r.rolreplication)
       and not exists (select from pg_auth_members m where m.member = r.oid)`,
    [role],
  );
  if (found.rowCount !== 1) {
    throw new MigrationRefusal(
      `The database role ${role} has more power than it may have (or cannot sign in); drop it, Crossdock makes it again.`,
    );
  }
}

async function signsIn(settings: ConnectionSettings): Promise<boolean> {
  const client = new pg.Client({ ...settings, connectionTimeoutMillis: 10_000 });
  client.on("error", () => {});
  try {
    await client.connect();
    return true;
  } catch (error) {
    // invalid_password; everything else (server full, no network) is not about the password
    if (hasCode(error, "28P01", "28000")) return false;
    throw error;
  } finally {
    await client.end().catch(() => {});
  }
}

async function setPassword(client: pg.Client, role: LoginRole, password: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await client.query(`alter role ${role} password ${client.escapeLiteral(password)}`);
      return;
    } catch (error) {
      if (hasCode(error, "42501")) {
        throw new MigrationRefusal(
          `The database role ${role} has another password and its owner may not change it; drop the role, Crossdock makes it again.`,
        );
      }
      // "tuple concurrently updated": another migrator changes the same role at this moment
      if (attempt === attempts || !hasCode(error, "XX000", "40001")) throw error;
    }
  }
}

function hasCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof pg.DatabaseError && error.code !== undefined && codes.includes(error.code);
}
