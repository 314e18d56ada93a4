import { createCipheriv, createHmac } from "node:crypto";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase } from "../../test/support/database.ts";
import { openTestServer } from "../../test/support/test-server.ts";
import { createTenant } from "../app/create-tenant.ts";
import { systemScope } from "../app/scope.ts";
import { addWarehouse, connectShop } from "../app/set-up-shop.ts";
import { openHook } from "../db/hooks.ts";
import { callPolicies } from "../domain/shops/call-policy.ts";
import type { TenantId } from "../kernel/id.ts";

const database = await createTestDatabase();
const server = await openTestServer(database);
const { install } = server;
const app = { appKey: "sandboxappkey00000000000000000001", appSecret: "0123456789abcdef0123456789abcdef01234567" };
let tenant: TenantId;
let address: string;

beforeAll(async () => {
  tenant = await tenantWithShop("600000000000009");
  address = await addressOf(tenant);
});
afterAll(() => server.close());

async function tenantWithShop(mall: string): Promise<TenantId> {
  const made = await createTenant(install, { name: "禾光", demo: true, review: false });
  const scope = systemScope(made);
  const warehouseId = await addWarehouse(install.app, scope, { code: "YW", name: "义乌仓" });
  await connectShop(install.app, install.directory, scope, {
    platform: "temu",
    platformShopId: mall,
    name: "US",
    kind: "semi-managed",
    site: "US",
    regionId: "211",
    currency: "USD",
    timeZone: "America/Los_Angeles",
    warehouseId,
    callPolicy: callPolicies.cap120,
    authorisations: [{ gateway: "us", purpose: "orders", ...app, accessToken: "token" }],
  });
  return made;
}

async function addressOf(of: TenantId): Promise<string> {
  return `${server.address}/hooks/temu/${await openHook(install.directory, install.app.entropy.uuid(), of, "temu")}`;
}

type Message = { headers: Record<string, string>; body: string };

/** A message as the platform writes it, signed in one of its three published forms. */
function message(
  order: string,
  form: "a" | "b" | "c" = "a",
  options: { mall?: string; secret?: string; stampMs?: number; updateTime?: number } = {},
): Message {
  const { mall = "600000000000009", secret = app.appSecret, stampMs = Date.now(), updateTime = 1_760_000_000 } = options;
  const plain = `{"mallId":${mall},"orderSn":"211-1","orderStatus":2,"parentOrderSn":"${order}","updateTime":${updateTime}}`;
  const key = Buffer.from(secret).subarray(0, 16);
  const cipher = createCipheriv("aes-128-cbc", key, key);
  const eventData = Buffer.concat([cipher.update(plain), cipher.final()]).toString("base64");
  const tags: [string, string][] = [
    ["eventData", plain],
    ["x-tm-app-key", app.appKey],
    ["x-tm-event-code", "bg_order_status_change_event"],
    ["x-tm-ext-param", "{}"],
    ["x-tm-timestamp", String(stampMs)],
  ];
  const chosen = form === "b" ? tags.filter(([name]) => name !== "x-tm-ext-param") : tags;
  const text = form === "c" ? chosen.map((pair) => pair.join("=")).join("&") : chosen.map((pair) => pair.join("")).join("");
  const digest = createHmac("sha256", secret).update(text).digest("hex");
  const headers = { ...Object.fromEntries(tags.slice(1)), "x-tm-signature": form === "c" ? digest.toUpperCase() : digest };
  return { headers: { ...headers, "content-type": "application/json" }, body: JSON.stringify({ eventData }) };
}

async function send(to: string, { headers, body }: Message): Promise<number> {
  return (await fetch(to, { method: "POST", headers, body })).status;
}

async function events(of: TenantId): Promise<{ event: string; platform_order_id: string | null; blobs: bigint }[]> {
  return await install.app.database.inTenant(of, async (tx) => {
    const found = await sql<{ event: string; platform_order_id: string | null; blobs: bigint }>`
      select h.event, h.platform_order_id, (select count(*) from blob b where b.tenant_id = h.tenant_id and b.purpose = 'hook') as blobs
      from hook_event h where h.tenant_id = ${of} order by h.received_at, h.id`.execute(tx);
    return found.rows;
  });
}

test("a signed announcement is taken in each of the platform's published forms, and stored once however often it comes", async () => {
  for (const form of ["a", "b", "c"] as const) expect(await send(address, message(`PO-211-${form}`, form))).toBe(200);
  const again = message("PO-211-a");
  for (let copy = 0; copy < 10; copy += 1) expect(await send(address, again)).toBe(200);
  const stored = await events(tenant);
  expect(stored.map((one) => one.platform_order_id).toSorted()).toEqual(["PO-211-a", "PO-211-b", "PO-211-c"]);
  expect(stored[0]).toMatchObject({ event: "bg_order_status_change_event", blobs: 3n });
});

test("the reference's own vector is believed", async () => {
  const cipher =
    "3TpFN+LP798IFZuW3N1N/G/RzBny7mgKbzhsCokvyL13Q0dC0gOpRJqUi3zhlIt22D9gpEjvcV7RFOavJfqSzmmN98f/XFONwDdXYwq8NQPZizxMLg7EHhb3puubU9xRsuEBlYyBNjHlldrlsMIpFqdVxaC3Fg4FWLvQaBJr4Rn7qTsoIqRJjTE+7Noa2Owa";
  const headers = {
    "content-type": "application/json",
    "x-tm-app-key": app.appKey,
    "x-tm-event-code": "bg_order_status_change_event",
    "x-tm-ext-param": "{}",
    "x-tm-timestamp": "1760000000123",
    "x-tm-signature": "ba0e1dfe7ca053a926d7191be4d3569b1aeeb823d9f9fe902c8b88572d521cb5",
  };
  // long past its two days: answered, and no more than a hint
  const before = await events(tenant);
  expect(await send(address, { headers, body: JSON.stringify({ eventData: cipher }) })).toBe(200);
  expect(await events(tenant)).toEqual(before);
  expect(
    await send(address, { headers: { ...headers, "x-tm-timestamp": "1760000000124" }, body: JSON.stringify({ eventData: cipher }) }),
  ).toBe(401);
});

test("what is forged is refused and leaves nothing", async () => {
  const before = await events(tenant);
  const good = message("PO-211-forged");
  expect(await send(address, message("PO-211-forged", "a", { secret: "another secret of sixteen bytes" }))).toBe(401);
  expect(await send(address, { ...good, headers: { ...good.headers, "x-tm-signature": "" } })).toBe(401);
  expect(await send(address, { ...good, headers: { ...good.headers, "x-tm-event-code": "bg_cancel_order_status_change" } })).toBe(401);
  expect(await send(address, { ...good, headers: { ...good.headers, "x-tm-app-key": "no-app-of-ours" } })).toBe(401);
  expect(await send(address, { headers: good.headers, body: "not json" })).toBe(400);
  expect(await send(address, { headers: good.headers, body: "x".repeat(70_000) })).toBe(413);
  expect(await send(`${server.address}/hooks/temu/${install.app.entropy.uuid()}`, good)).toBe(404);
  expect(await send(address.replace("/temu/", "/amazon/"), good)).toBe(404);
  expect(await events(tenant)).toEqual(before);
});

test("an announcement reaches only the tenant whose shop it is about", async () => {
  const other = await tenantWithShop("600000000000777");
  const theirs = await addressOf(other);
  const before = await events(tenant);
  // one app key serves both tenants, as a vendor's would
  expect(await send(theirs, message("PO-211-stray"))).toBe(200);
  expect(await events(other)).toEqual([]);
  expect(await send(theirs, message("PO-211-own", "a", { mall: "600000000000777" }))).toBe(200);
  expect((await events(other)).map((one) => one.platform_order_id)).toEqual(["PO-211-own"]);
  expect(await events(tenant)).toEqual(before);
});
