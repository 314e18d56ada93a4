import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase } from "../../test/support/database.ts";
import { cookieOf, openTestServer, testPassword } from "../../test/support/test-server.ts";
import { createTenant } from "../app/create-tenant.ts";
import { createUser } from "../app/create-user.ts";
import type { TenantId } from "../kernel/id.ts";
import { addMs, toIso } from "../kernel/instant.ts";

const database = await createTestDatabase();
const server = await openTestServer(database);
const { install } = server;
const { clock } = install.app;
let tenant: TenantId;

beforeAll(async () => {
  tenant = await createTenant(install, { name: "禾光", demo: true, review: false });
});
afterAll(() => server.close());

const sessionStatus = async (cookie: string) => (await server.visitor(cookie).get("/api/v1/session")).status;

test("who signs in gets a cookie that scripts cannot read, and is told who he is", async () => {
  const ann = await server.enter(tenant, "operator");
  const entered = await server.signIn(ann.email.toUpperCase(), testPassword);
  expect(entered.status).toBe(200);
  expect(entered.headers.getSetCookie()).toHaveLength(1);
  expect(entered.headers.getSetCookie()[0]).toMatch(/^crossdock=[^;]+; Max-Age=43200; Path=\/; HttpOnly; SameSite=Lax$/);
  const session = await server.visitor(cookieOf(entered)).get("/api/v1/session");
  expect(session.body).toMatchObject({
    user: { id: ann.userId, name: "The operator", email: ann.email },
    tenant: { id: tenant, name: "禾光" },
    role: "operator",
    demo: true,
  });
  expect(session.headers.get("cache-control")).toBe("no-store");
});

test("behind https the cookie is bound to this host and to https", async () => {
  const ann = await server.enter(tenant, "operator");
  const secure = await openTestServer(database, { install, publicUrl: "https://erp.example.com" });
  const entered = await secure
    .visitor("")
    .post("/api/auth/sign-in/email", { email: ann.email, password: testPassword }, { origin: "https://erp.example.com" });
  expect(entered.headers.getSetCookie()[0]).toMatch(/^__Host-crossdock=[^;]+; Max-Age=43200; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
  expect(entered.headers.get("strict-transport-security")).toBe("max-age=31536000");
  await secure.close();
});

test("neither token nor password is anywhere in the database, only their hashes", async () => {
  const ann = await server.enter(tenant, "operator");
  const token = decodeURIComponent(ann.cookie.split("=")[1] ?? "").split(".")[0] ?? "";
  expect(token.length).toBeGreaterThanOrEqual(32);
  const dump = await sql<{ text: string }>`
    select coalesce(string_agg(x::text, ' '), '') as text from (
      select to_jsonb(s) as x from session s union all select to_jsonb(a) from account a union all select to_jsonb(u) from "user" u
      union all select to_jsonb(r) from rate_limit r) as everything`.execute(install.auth.kysely);
  expect(dump.rows[0]?.text).not.toContain(token);
  expect(dump.rows[0]?.text).not.toContain(testPassword);
  expect(dump.rows[0]?.text).toContain("$argon2id$v=19$m=19456,t=2,p=1$");
});

test("a wrong password and an unknown e-mail look the same", async () => {
  const ann = await server.enter(tenant, "operator");
  const wrong = await server.signIn(ann.email, "wrong horse battery");
  const unknown = await server.signIn("nobody@example.com", "wrong horse battery");
  expect(wrong.status).toBe(401);
  expect([unknown.status, unknown.text]).toEqual([wrong.status, wrong.text]);
  expect(wrong.headers.getSetCookie()).toEqual([]);
  expect(await server.signIn("not an e-mail", "wrong horse battery")).toMatchObject({ status: 401, text: wrong.text });
});

test("an unknown e-mail costs the time of a hash too", async () => {
  const ann = await server.enter(tenant, "operator");
  const time = async (email: string) => {
    const began = performance.now();
    await server.signIn(email, "wrong horse battery");
    return performance.now() - began;
  };
  const [known, unknown]: [number[], number[]] = [[], []];
  for (let turn = 0; turn < 12; turn += 1) {
    known.push(await time(ann.email));
    unknown.push(await time("nobody@example.com"));
  }
  // by turns, and the quickest of each: what else the machine does makes tries slower, never quicker. A missing hash would show as a tenth
  const ratio = Math.min(...unknown) / Math.min(...known);
  expect(ratio).toBeGreaterThan(0.5);
  expect(ratio).toBeLessThan(2);
});

test("each sign-in is a session of its own; signing out ends that one at once", async () => {
  const ann = await server.enter(tenant, "operator");
  const other = cookieOf(await server.signIn(ann.email, testPassword));
  expect(other).not.toBe(ann.cookie);
  expect(await sessionStatus(ann.cookie)).toBe(200);
  const left = await ann.post("/api/auth/sign-out");
  expect(left.headers.getSetCookie()[0]).toMatch(/^crossdock=; Max-Age=0/);
  expect(await sessionStatus(ann.cookie)).toBe(401);
  expect(await sessionStatus(other)).toBe(200);
});

test("a forged, empty or foreign cookie opens nothing", async () => {
  const ann = await server.enter(tenant, "operator");
  for (const cookie of ["", "crossdock=", "crossdock=abc.def", ann.cookie.slice(0, -4), `${ann.cookie}x`, ann.cookie.replace("=", "=x")]) {
    expect([cookie, await sessionStatus(cookie)]).toEqual([cookie, 401]);
  }
});

test("a session ends after 12 hours without use and after 30 days in any case", async () => {
  const idle = await server.enter(tenant, "operator");
  const old = await server.enter(tenant, "operator");
  const now = clock.now();
  const session = (user: string) => sql`update session set
    expires_at = ${toIso(addMs(now, user === idle.userId ? -1_000 : 3_600_000))}::timestamptz,
    created_at = ${toIso(addMs(now, user === old.userId ? -31 * 86_400_000 : 0))}::timestamptz where user_id = ${user}`;
  await session(idle.userId).execute(install.auth.kysely);
  await session(old.userId).execute(install.auth.kysely);
  expect(await sessionStatus(idle.cookie)).toBe(401);
  expect(await sessionStatus(old.cookie)).toBe(401);
  const left = await sql`select 1 from session where user_id in (${idle.userId}, ${old.userId})`.execute(install.auth.kysely);
  expect(left.rows).toEqual([]);
});

test("use renews a session; a member who was shut out has no session any more", async () => {
  const ann = await server.enter(tenant, "operator");
  const soon = toIso(addMs(clock.now(), 60_000));
  await sql`update session set expires_at = ${soon}::timestamptz where user_id = ${ann.userId}`.execute(install.auth.kysely);
  const renewed = await ann.get("/api/v1/session");
  expect(renewed.headers.getSetCookie()[0]).toMatch(/^crossdock=.+Max-Age=43200/);
  const beside = await openTestServer(database, { install });
  await sql`update member set disabled_at = ${soon}::timestamptz where user_id = ${ann.userId}`.execute(install.auth.kysely);
  // a server that has not seen the session lately; the other one follows within 25 s
  expect((await beside.visitor(ann.cookie).get("/api/v1/session")).status).toBe(401);
  await beside.close();
});

test("the eleventh try within a minute is refused, even with the right password", async () => {
  const ann = await server.enter(tenant, "operator");
  await sql`delete from rate_limit`.execute(install.auth.kysely);
  const strict = await openTestServer(database, { install, signInsPerMinute: 10 });
  for (let turn = 0; turn < 10; turn += 1) expect((await strict.signIn(ann.email, "wrong horse battery")).status).toBe(401);
  const refused = await strict.signIn(ann.email, testPassword);
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
  await strict.close();
});

test("nobody signs himself up, and the library's other routes are not there", async () => {
  const body = { email: "new@example.com", password: testPassword, name: "New" };
  expect((await server.visitor("").post("/api/auth/sign-up/email", body)).status).toBe(404);
  for (const path of ["get-session", "list-sessions", "ok", "error"]) {
    expect((await server.visitor("").get(`/api/auth/${path}`)).status).toBe(404);
  }
});

test("another site cannot sign its visitor in", async () => {
  const ann = await server.enter(tenant, "operator");
  const body = { email: ann.email, password: testPassword };
  const foreign = [
    ["origin", "https://evil.example"],
    ["origin", "null"],
    ["sec-fetch-site", "cross-site"],
  ] as const;
  for (const [name, value] of foreign) {
    expect((await server.visitor("").post("/api/auth/sign-in/email", body, { [name]: value })).status).toBe(403);
  }
});

test("users need a password of twelve characters and an e-mail of their own", async () => {
  const fields = { tenant, name: "X", role: "viewer", email: "x@example.com", password: testPassword } as const;
  expect(await createUser(install, { ...fields, password: "elevenchars" })).toEqual({ ok: false, error: "password-too-short" });
  expect((await createUser(install, fields)).ok).toBe(true);
  expect(await createUser(install, { ...fields, email: "X@example.com" })).toEqual({ ok: false, error: "email-taken" });
});

test("signing in is written into the audit log", async () => {
  const ann = await server.enter(tenant, "operator");
  const found = await install.app.database.inTenant(tenant, (tx) =>
    tx.selectFrom("audit").select(["act", "detail"]).where("tenant_id", "=", tenant).where("actor_id", "=", ann.userId).execute(),
  );
  expect(found).toEqual([{ act: "signed_in", detail: { client: "127.0.0.1" } }]);
});
