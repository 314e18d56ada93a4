import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { createTestDatabase } from "../../test/support/database.ts";
import { type Answer, call, eventually, openTestServer, storeBuyers, type Visitor } from "../../test/support/test-server.ts";
import { setUpTestShop, type TestShop, testOrder } from "../../test/support/test-shop.ts";
import { ingestOrders } from "../app/ingest-orders.ts";
import type { SkuInput } from "../contract/catalog.ts";
import type { AnyRoute } from "../contract/route.ts";
import { ErrorReply } from "../contract/route.ts";
import { allRoutes } from "../contract/routes.ts";
import { permissionsOf, roles } from "../kernel/vocabulary/permission.ts";

const database = await createTestDatabase();
const server = await openTestServer(database);
const { install } = server;
const { app, directory } = install;
let shop: TestShop;
let theirs: TestShop;
let owner: Visitor;
let stranger: Visitor;
let ourPackage: string;
let theirPackage: string;

const IdsReply = z.object({ ids: z.array(z.string()) });

beforeAll(async () => {
  shop = await setUpTestShop(app, directory, { MUG: 10 });
  theirs = await setUpTestShop(app, directory, { MUG: 10 });
  for (const one of [shop, theirs]) {
    await ingestOrders(app, one.ingest, { orders: [testOrder("PO-1", [{ sku: "MUG" }])], source: "stream" });
    await storeBuyers(install, one);
  }
  owner = await server.enter(shop.tenant, "owner");
  stranger = await server.enter(theirs.tenant, "owner");
  [ourPackage = "", theirPackage = ""] = [await firstPackage(owner), await firstPackage(stranger)];
});
afterAll(() => server.close());

async function firstPackage(visitor: Visitor): Promise<string> {
  return IdsReply.parse((await visitor.get("/api/v1/packages/ids")).body).ids[0] ?? "";
}

/** A request that the route's schemas accept. */
function send(visitor: Visitor, route: AnyRoute, changes: { id?: string; query?: string; extra?: object } = {}): Promise<Answer> {
  const id = changes.id ?? ourPackage;
  const path = `/api/v1${route.path.replace(/:\w+Id/, id)}${changes.query ?? ""}`;
  if (route.method === "GET") return visitor.get(path);
  return visitor.post(path, { ...bodyOf(route, id), ...changes.extra });
}

/** What a route accepts, by its path; all others take packages. */
const bodies: Readonly<Record<string, (id: string) => object>> = {
  "/packages/:packageId/recipient": () => ({ purpose: "check_label" }),
  "/sync/requests": (id) => ({ kind: "pull", shopId: id }),
  "/alerts/seen": (id) => ({ alertIds: [id] }),
  "/stock-allocations/:shopId": (id) => ({ sources: [id], rule: { kind: "real", value: null } }),
  "/stock-rules": (id) => ({ listingIds: [id], rule: null }),
  "/stock-pushes": (id) => ({ listingIds: [id] }),
  "/skus": () => plainSku,
  "/skus/:skuId": () => ({ updatedAt: null, sku: plainSku }),
  "/skus/edit": (id) => ({ skuIds: [id], change: {} }),
  "/listings/pair": (id) => ({ pairings: [{ listingId: id, skuId: id }] }),
  "/listings/unpair": (id) => ({ listingIds: [id] }),
  "/pairing-rules/preview": () => plainRule,
  "/pairing-rules": () => plainRule,
  "/stock/limits": (id) => ({ changes: [{ warehouseId: id, skuId: id, safetyUnits: 0, lowUnits: 0 }] }),
  "/stock-documents": (id) => ({ kind: "stock_in", warehouseId: id, reason: "other", note: "", lines: [{ code: "MUG", units: 1 }] }),
  "/stock-documents/:documentId/receive": () => ({ counted: [] }),
  "/stock-documents/:documentId/counts": () => ({ lines: [{ code: "MUG", counted: 1 }] }),
  "/stock-scarcity": (id) => ({ skuIds: [id], scarce: null }),
};

const bodyOf = (route: AnyRoute, id: string): object => bodies[route.path]?.(id) ?? { packageIds: [id] };

const plainRule = { shopId: null, prefix: "US-", suffix: "", quantity: 1 };

const plainSku: SkuInput = {
  code: "PLAIN",
  kind: "single",
  status: "active",
  productCode: "",
  variant: "",
  nameZh: "",
  nameEn: "",
  pictureUrl: null,
  weightG: 0,
  lengthMm: null,
  widthMm: null,
  heightMm: null,
  hasBattery: false,
  hasLiquid: false,
  hasMagnet: false,
  origin: "CN",
  customsNameZh: "",
  customsNameEn: "",
  hsCode: null,
  declared: { amount: "0", currency: "USD" },
  barcodes: [],
  components: [],
};

const nameOf = (route: AnyRoute) => `${route.method} ${route.path}`;
const withoutId = (answer: Answer) => {
  const { error } = ErrorReply.parse(answer.body);
  return { ...error, id: "" };
};

describe.each(allRoutes.map((route) => [nameOf(route), route] as const))("%s", (_, route) => {
  test("asks for a session", async () => {
    const answer = await send(server.visitor(""), route);
    expect([answer.status, withoutId(answer).code]).toEqual([401, "unauthenticated"]);
  });

  test("lets in exactly the roles that have its permission", async () => {
    for (const role of roles) {
      const visitor = await server.enter(shop.tenant, role);
      // an id that nobody has: what is allowed changes nothing
      const { status } = await send(visitor, route, { id: "01900000-0000-7000-8000-ffffffffffff" });
      const allowed = route.permission === "signed-in" || permissionsOf(role).includes(route.permission);
      expect([role, status === 403]).toEqual([role, !allowed]);
    }
  });

  test("refuses what it does not know", async () => {
    const query = await send(owner, route, { query: "?tenant_id=x" });
    expect([query.status, withoutId(query).code]).toEqual([400, "bad-request"]);
    if (route.method === "GET") return;
    const body = await send(owner, route, { extra: { tenantId: theirs.tenant } });
    expect([body.status, withoutId(body).issues?.[0]?.path]).toEqual([400, "body"]);
  });

  if (route.method === "POST") {
    test("is done only from our own pages", async () => {
      const path = `/api/v1${route.path.replace(/:\w+Id/, ourPackage)}`;
      for (const [header, value] of [
        ["x-crossdock-csrf", ""],
        ["origin", "https://evil.example"],
        ["sec-fetch-site", "same-site"],
      ] as const) {
        expect([header, (await owner.post(path, { packageIds: [ourPackage] }, { [header]: value })).status]).toEqual([header, 403]);
      }
    });
  }

  if (route.path.includes(":packageId")) {
    test("another tenant's id is answered like one that does not exist", async () => {
      const foreign = await send(owner, route, { id: theirPackage });
      const unknown = await send(owner, route, { id: "01900000-0000-7000-8000-ffffffffffff" });
      expect(foreign.status).toBe(404);
      expect(withoutId(foreign)).toEqual(withoutId(unknown));
      expect((await send(stranger, route, { id: theirPackage })).status).toBe(200);
      expect((await send(owner, route, { id: "no-id" })).status).toBe(400);
    });
  } else if (route.method === "POST" && route.path.startsWith("/packages/")) {
    test("another tenant's package is not found, and neither named nor touched", async () => {
      const answer = await send(owner, route, { id: theirPackage });
      expect(answer.body).toMatchObject({ results: [{ ok: false, packageId: theirPackage, number: null, code: "not-found" }] });
    });
  }
});

test("an address that does not exist, and a body that is no JSON or too long, are told so in our words", async () => {
  expect(withoutId(await owner.get("/api/v1/nothing"))).toEqual({ code: "not-found", id: "" });
  const headers = { cookie: owner.cookie, "content-type": "application/json", "x-crossdock-csrf": "1" };
  const broken = await call(server.address, "/api/v1/packages/approve", { method: "POST", headers, body: "{" });
  expect([broken.status, withoutId(broken).code]).toEqual([400, "bad-request"]);
  const long = await call(server.address, "/api/v1/packages/approve", { method: "POST", headers, body: `"${"x".repeat(1_100_000)}"` });
  expect([long.status, withoutId(long).code]).toEqual([413, "bad-request"]);
  const form = { ...headers, "content-type": "text/plain" };
  expect((await call(server.address, "/api/v1/packages/approve", { method: "POST", headers: form, body: "{}" })).status).toBe(415);
});

test("five hundred pasted order numbers fit", async () => {
  const pasted = Array.from({ length: 500 }, (_, index) => `PO-211-${String(index).padStart(20, "0")}`);
  const answer = await owner.get(`/api/v1/packages?search_field=order_number&search=${pasted.slice(1).join(",")},PO-1`);
  expect(answer.body).toMatchObject({ total: 1, rows: [{ platformOrderId: "PO-1" }] });
  expect((await owner.get(`/api/v1/packages?search=${[...pasted, "one-more"].join(",")}`)).status).toBe(400);
});

test("every answer carries the headers that keep a page to itself", async () => {
  for (const path of ["/api/v1/session", "/health", "/nothing"]) {
    const { headers } = await owner.get(path);
    expect(headers.get("content-security-policy")).toContain("script-src 'self'; style-src 'self' 'unsafe-inline'");
    expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
    expect(headers.get("content-security-policy")).toContain("img-src 'self' data: http://127.0.0.1:9100;");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
  }
});

test("health asks for a beating worker where there is a shop; what a dead one left behind does not count", async () => {
  const health = async () => (await call(server.address, "/health?deep")).body;
  const [lease] = await directory.run((db) =>
    sql<{ n: bigint }>`insert into directory.lease (shop_id, tenant_id, owner, epoch, beat)
      select id, tenant_id, 'w', 1, 7 from directory.shop where tenant_id = ${shop.tenant} returning beat as n`
      .execute(db)
      .then((result) => result.rows),
  );
  expect(lease?.n).toBe(7n);
  const beat = () => directory.run((db) => sql`update directory.lease set beat = beat + 1`.execute(db));
  await health();
  await beat();
  expect(await health()).toEqual({ healthy: true, database: true, worker: true });
  await eventually(async () => (await call(server.address, "/health")).status === 503);
  expect(await health()).toEqual({ healthy: false, database: true, worker: false });
});

test("figures are for this machine, and hold no id", async () => {
  await owner.get(`/api/v1/packages/${ourPackage}`);
  const metrics = await call(server.address, "/metrics");
  expect(metrics.text).toContain('route="/api/v1/packages/:packageId",status="200",le="10"');
  expect(metrics.text).not.toContain(ourPackage);
  expect((await call(server.address, "/metrics", { headers: { "x-forwarded-for": "203.0.113.9" } })).status).toBe(404);
});
