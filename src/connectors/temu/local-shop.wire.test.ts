import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { z } from "zod";
import { addMs } from "../../kernel/instant.ts";
import { systemClock } from "../../main/clock.ts";
import { undiciHttp } from "../../main/undici-http.ts";
import type { PlatformListing, PlatformOrder, ShopLink } from "../../ports/platform.ts";
import { temuConnector } from "./connector.ts";

// the sandbox as everybody starts it, with its local shop (docs/sandbox.md); a process of its own, met only on the wire
const mall = "600000000000017";
const Ready = z.object({ ready: z.literal(true), ports: z.record(z.string(), z.int()) });
const offset = 10_000 + (process.pid % 12_000);
const main = path.join(import.meta.dirname, "../../../sim/main.ts");
const sandbox = spawn(process.execPath, [main, "--port-offset", String(offset), "--buyers-per-hour", "0"], {
  stdio: ["ignore", "pipe", "inherit"],
});
const { ports } = await new Promise<z.output<typeof Ready>>((resolve, reject) => {
  let text = "";
  sandbox.stdout.setEncoding("utf8").on("data", (part: string) => {
    text += part;
    const line = text.split("\n").find((one) => one.startsWith('{"ready"'));
    if (line !== undefined && text.includes("\n")) resolve(Ready.parse(JSON.parse(line)));
  });
  sandbox.once("exit", (code) => reject(new Error(`the sandbox ended with ${code}`)));
});
const http = undiciHttp();
const link: ShopLink = {
  shop: { platformShopId: mall, regionId: "211" },
  authorisations: [
    {
      gateway: "us",
      purpose: "orders",
      endpoint: `http://127.0.0.1:${ports["temu.us"]}`,
      appKey: "sandboxappkey00000000000000000001",
      appSecret: "0123456789abcdef0123456789abcdef01234567",
      accessToken: `sandboxtoken${"5".padStart(48, "0")}`,
    },
  ],
  http,
  clock: systemClock,
};
afterAll(async () => {
  await http.close();
  const ended = once(sandbox, "exit");
  sandbox.kill();
  await ended;
});

async function control(name: string, body: object): Promise<string> {
  const reply = await fetch(`http://127.0.0.1:${ports.control}/${name}`, { method: "POST", body: JSON.stringify(body) });
  const text = await reply.text();
  if (!reply.ok) throw new Error(`control ${name}: ${text}`);
  return text;
}

async function listAll(): Promise<PlatformListing[]> {
  const items: PlatformListing[] = [];
  let cursor: string | null = null;
  for (let pages = 0; pages < 50; pages += 1) {
    const page: Awaited<ReturnType<typeof temuConnector.listings.list>> = await temuConnector.listings.list(link, cursor);
    if (!page.ok) throw new Error(JSON.stringify(page.error));
    expect(page.value.bad).toEqual([]);
    items.push(...page.value.items);
    cursor = page.value.next;
    if (cursor === null) return items;
  }
  throw new Error("the list does not end");
}

async function listingOf(sellerCode: string): Promise<PlatformListing> {
  const found = (await listAll()).find((one) => one.sellerCode === sellerCode);
  if (found === undefined) throw new Error(`no listing ${sellerCode}`);
  return found;
}

async function figureOf(listing: PlatformListing): Promise<number | undefined> {
  const reading = await temuConnector.stock.read(link, [listing]);
  if (!reading.ok) throw new Error(JSON.stringify(reading.error));
  return reading.value[0]?.available;
}

async function place(lines: object[]): Promise<PlatformOrder> {
  const sn = /PO-\d+-\d+/u.exec(await control("orders", { platform: "temu", shop: mall, lines }))?.[0] ?? "";
  const now = link.clock.now();
  const page = await temuConnector.orders.list(link, { updatedFrom: addMs(now, -3_600_000), updatedTo: addMs(now, 600_000) }, null);
  const order = page.ok ? page.value.items.find((one) => one.platformOrderId === sn) : undefined;
  if (order === undefined) throw new Error(`order ${sn} is not in the list`);
  return order;
}

test("the token says that the shop is local", async () => {
  const [authorisation] = link.authorisations;
  if (authorisation === undefined) throw new Error("no authorisation");
  expect(await temuConnector.shop.facts(link, authorisation)).toMatchObject({ ok: true, value: { platformShopId: mall, kind: "local" } });
});

test("every SKU is listed once, in each state", async () => {
  const listings = await listAll();
  expect(new Set(listings.map((one) => one.listingKey)).size).toBe(listings.length);
  expect(listings).toHaveLength(28);
  expect(new Set(listings.map((one) => one.state))).toEqual(new Set(["live", "delisted", "punished", "draft"]));
  for (const listing of listings) expect(listing.spec).not.toBe("");
});

test("an order line names its listing and its seller code, in the list and in the detail", async () => {
  const listing = await listingOf("HG-MUG-0007-BL");
  const order = await place([{ extCode: "HG-MUG-0007-BL", quantity: 1 }]);
  expect(order.lines).toMatchObject([{ listingKey: listing.listingKey, sellerCode: listing.sellerCode, unitsPerPiece: 1 }]);
  const again = await temuConnector.orders.get(link, order.platformOrderId);
  expect(again.ok && again.value.contentHash).toBe(order.contentHash);
});

test("a written figure is read back, and what is sold in between stays sold", async () => {
  const listing = await listingOf("HG-MUG-0007-BL");
  await control("stock", { platform: "temu", shop: mall, skuId: listing.listingKey, quantity: 20 });
  const seen = await temuConnector.stock.read(link, [listing]);
  if (!seen.ok) throw new Error(JSON.stringify(seen.error));
  expect(seen.value).toMatchObject([{ listingKey: listing.listingKey, available: 20 }]);
  await place([{ skuId: listing.listingKey, quantity: 3 }]);
  const write = () => temuConnector.stock.write(link, [{ ...listing, quantity: 30 }], seen.value);
  expect(await write()).toEqual({ ok: true, value: { shows: "unknown", refused: [] } });
  expect(await figureOf(listing)).toBe(27);
  // the same once more is taken for what it is
  expect(await write()).toMatchObject({
    ok: true,
    value: { refused: [{ listingKey: listing.listingKey, failure: { kind: "rejected", reason: "stock-changed-meanwhile" } }] },
  });
  expect(await figureOf(listing)).toBe(27);
});

test("what would lead below nought is refused for that SKU alone", async () => {
  const listing = await listingOf("HG-MUG-0007-BL");
  const others = (await listAll()).filter((one) => one.wire.goodsId === listing.wire.goodsId && one.listingKey !== listing.listingKey);
  for (const one of [listing, ...others]) await control("stock", { platform: "temu", shop: mall, skuId: one.listingKey, quantity: 10 });
  const seen = await temuConnector.stock.read(link, [listing, ...others]);
  if (!seen.ok) throw new Error(JSON.stringify(seen.error));
  expect(seen.value).toHaveLength(1 + others.length);
  await control("stock", { platform: "temu", shop: mall, skuId: listing.listingKey, quantity: 4 });
  const targets = [{ ...listing, quantity: 2 }, ...others.map((one) => ({ ...one, quantity: 11 }))];
  expect(await temuConnector.stock.write(link, targets, seen.value)).toMatchObject({
    ok: true,
    value: { refused: [{ listingKey: listing.listingKey, failure: { reason: "stock-changed-meanwhile" } }] },
  });
  expect(await figureOf(listing)).toBe(4);
  for (const one of others) expect(await figureOf(one)).toBe(11);
});

test("a SKU that is sold out stays live, so that it can get stock again", async () => {
  const listing = await listingOf("HG-MUG-0007-BL");
  await control("stock", { platform: "temu", shop: mall, skuId: listing.listingKey, quantity: 0 });
  expect((await listingOf("HG-MUG-0007-BL")).state).toBe("live");
  const seen = await temuConnector.stock.read(link, [listing]);
  if (!seen.ok) throw new Error(JSON.stringify(seen.error));
  await temuConnector.stock.write(link, [{ ...listing, quantity: 6 }], seen.value);
  expect(await figureOf(listing)).toBe(6);
});
