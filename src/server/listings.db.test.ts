import { afterAll, beforeAll, expect, test } from "vitest";
import type { z } from "zod";
import { createTestDatabase } from "../../test/support/database.ts";
import { openTestServer, type Visitor } from "../../test/support/test-server.ts";
import { setUpTestShop, type TestShop } from "../../test/support/test-shop.ts";
import { findSkusRoute } from "../contract/catalog.ts";
import {
  addPairingRuleRoute,
  autoPairRoute,
  countListingsRoute,
  listListingsRoute,
  pairListingsRoute,
  previewPairingRuleRoute,
  suggestSkusRoute,
  unpairListingsRoute,
} from "../contract/listings.ts";
import { upsertListings } from "../db/listings.ts";
import { asId, type ListingId } from "../kernel/id.ts";

const database = await createTestDatabase();
const server = await openTestServer(database);
const { app, directory } = server.install;
let shop: TestShop;
let owner: Visitor;
let viewer: Visitor;
let stranger: Visitor;

beforeAll(async () => {
  shop = await setUpTestShop(app, directory, { MUG: 10, LAMP: 10 });
  const theirs = await setUpTestShop(app, directory, {});
  owner = await server.enter(shop.tenant, "owner");
  viewer = await server.enter(shop.tenant, "viewer");
  stranger = await server.enter(theirs.tenant, "owner");
});
afterAll(() => server.close());

const read = async <Reply extends z.ZodType>(visitor: Visitor, route: { reply: Reply }, path: string) =>
  route.reply.parse((await visitor.get(`/api/v1${path}`)).body);
const act = async <Reply extends z.ZodType>(visitor: Visitor, route: { reply: Reply; path: string }, body: unknown) =>
  route.reply.parse((await visitor.post(`/api/v1${route.path}`, body)).body);

async function put(sellerCode: string, title = "Thing"): Promise<string> {
  const id = asId<ListingId>(app.entropy.uuid());
  const listing = {
    listingKey: `K-${sellerCode}`,
    sellerCode,
    title,
    spec: "",
    pictureUrl: null,
    state: "live" as const,
    stock: 7,
    wire: {},
  };
  await app.database.inTenant(shop.tenant, (tx) => upsertListings(tx, shop.tenant, shop.shopId, app.clock.now(), [{ id, listing }]));
  return id;
}

test("a listing is found, paired by a press, counted under its tab, and parted again", async () => {
  const id = await put("ODD,1");
  const before = await read(owner, listListingsRoute, "/listings");
  expect(before.rows).toMatchObject([{ id, sellerCode: "ODD,1", pairing: null, platformStock: { units: 7 }, pushed: null, state: "live" }]);
  const [mug] = (await read(owner, findSkusRoute, "/skus/find?text=mu")).skus;
  expect(mug).toMatchObject({ code: "MUG", kind: "single" });
  const pairings = [{ listingId: id, skuId: mug?.id, quantity: 2 }];
  expect((await act(owner, pairListingsRoute, { pairings })).results).toEqual([
    { ok: true, listingId: id, sellerCode: "ODD,1", before: null },
  ]);
  const counts = await read(viewer, countListingsRoute, "/listings/counts");
  expect([counts.unpaired.count, counts.paired.count, counts.all.count]).toEqual([0, 3, 3]);
  const paired = await read(viewer, listListingsRoute, "/listings?tab=paired&search=odd");
  expect(paired.rows).toMatchObject([{ pairing: { sku: { code: "MUG" }, quantity: 2, how: "hand", by: "The owner" } }]);
  expect((await read(owner, suggestSkusRoute, `/listings/suggestions?listing=${id}`)).rows).toEqual([]);
  expect((await act(owner, unpairListingsRoute, { listingIds: [id] })).results).toMatchObject([{ ok: true, before: { quantity: 2 } }]);
});

test("a title is found by any part of it, in whatever case, and signs of patterns are plain text", async () => {
  const id = await put("TITLED", `Émaillé "Enamel" MUG 50%_off 搪瓷杯 ${"long ".repeat(800)}`);
  const found = async (text: string) => {
    const path = `search_field=title&search=${encodeURIComponent(text)}`;
    const { rows } = await read(owner, listListingsRoute, `/listings?tab=all&${path}`);
    const counts = await read(owner, countListingsRoute, `/listings/counts?${path}`);
    expect(counts.all.count).toBe(rows.length);
    return rows.map((row) => row.id);
  };
  for (const text of ["émaillé", "ÉMAIL", "enamel", '"enamel" mug', "50%_OFF", "瓷杯 long"]) expect(await found(text), text).toEqual([id]);
  for (const text of ["50__", "e%l", "\\", "mugs"]) expect(await found(text), text).toEqual([]);
});

test("a rule is looked at, saved, and pairs when it is asked for", async () => {
  await put("US-LAMP");
  const rule = { shopId: null, prefix: "US-", suffix: "", quantity: 1 };
  expect(await act(viewer, previewPairingRuleRoute, rule)).toMatchObject({ count: 1, samples: [{ skuCode: "LAMP" }] });
  await act(owner, addPairingRuleRoute, rule);
  expect((await owner.post("/api/v1/pairing-rules", rule)).status).toBe(409);
  expect((await owner.post("/api/v1/pairing-rules", { ...rule, prefix: "" })).status).toBe(400);
  expect(await act(owner, autoPairRoute, {})).toEqual({ paired: 1, healedLines: 0 });
});

test("who may only look changes nothing, and another tenant finds nothing", async () => {
  const id = await put("ALONE");
  for (const [path, body] of [
    ["/listings/pair", { pairings: [{ listingId: id, skuId: id }] }],
    ["/listings/unpair", { listingIds: [id] }],
    ["/listings/auto-pair", {}],
    ["/pairing-rules", { shopId: null, prefix: "X", suffix: "", quantity: 1 }],
    [`/pairing-rules/${id}/remove`, {}],
  ] as const) {
    expect((await viewer.post(`/api/v1${path}`, body)).status, path).toBe(403);
  }
  expect((await read(stranger, listListingsRoute, "/listings?tab=all")).rows).toEqual([]);
  expect((await act(stranger, unpairListingsRoute, { listingIds: [id] })).results).toMatchObject([
    { ok: false, code: "listing-not-found" },
  ]);
  expect((await server.visitor("").get("/api/v1/listings")).status).toBe(401);
});
