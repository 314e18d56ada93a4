import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { fileStore } from "../../kernel/store.ts";
import { list, place, placeOne, startTemu, testClock } from "./wire-client.ts";

const tokenInfo = "bg.open.accesstoken.info.get";

let folder = "";

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "temu-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

test("a restart keeps orders, stock, parcels, tokens, policies and bans, and repeats no number", async () => {
  const file = path.join(folder, "temu.sqlite");
  const clock = testClock();
  const options = { openingOrders: 5, policies: [] };
  let store = fileStore(file);
  let temu = await startTemu(options, store, 7, clock);
  const [first = "", second = ""] = place(temu, { count: 2, lines: [{ extCode: "HG-MUG-0007-BL", quantity: 1 }] });
  const [item] = (await list(temu, { parentOrderSnList: [first] })).pageItems;
  const lines = item?.orderList.map(({ orderSn, quantity }) => ({ parentOrderSn: first, orderSn, quantity }));
  const parcel = {
    carrierId: 998264853,
    trackingNumber: "UG544656195YP",
    selfShippingWarehouseId: "WH-00000000000000001",
    orderSendInfoList: lines,
  };
  const confirm = { sendType: 0, sendRequestList: [parcel] };
  expect(await temu.code("bg.logistics.shipment.v2.confirm", confirm)).toBe(1000000);
  temu.control("POST", `orders/${second}/cancel`, { stage: "request" });
  temu.control("POST", "tokens", { action: "expire", gateway: "pa" });
  temu.control("POST", "policy", { cap: 8, banMs: 60_000 });
  const before = temu.control("GET", "orders");
  const page = await list(temu, { pageSize: 100 });
  await temu.close();
  store.close();

  store = fileStore(file);
  temu = await startTemu(options, store, 7, clock);
  expect(temu.control("GET", "orders")).toEqual(before);
  expect(await list(temu, { pageSize: 100 })).toEqual(page);
  expect(await temu.code("bg.logistics.shipment.v2.confirm", confirm)).toBe(120012004);
  expect(await temu.code("bg.open.accesstoken.info.get.global", {}, { gateway: "pa" })).toBe(3000034);
  expect(temu.simulator.stats()).toMatchObject({
    shops: [
      {
        orders: 7,
        shipConfirms: { accepted: 1, duplicate: 1 },
        stock: { "HG-MUG-0007-BL": expect.objectContaining({ sold: expect.any(Number) }) },
      },
    ],
    policies: [{ name: "cap120", cap: 8 }, {}],
  });
  const fresh = placeOne(temu);
  expect(JSON.stringify(before)).not.toContain(fresh);
  for (let index = 0; index < 9; index += 1) await temu.send(temu.bodyOf(tokenInfo));
  await temu.close();
  store.close();

  store = fileStore(file);
  temu = await startTemu(options, store, 7, clock);
  expect((await temu.send(temu.bodyOf(tokenInfo))).status).toBe(403);
  temu.simulator.reset();
  expect(await temu.code(tokenInfo)).toBe(1000000);
  expect(temu.simulator.stats()).toMatchObject({
    shops: [{ orders: 5, shipConfirms: { accepted: 0, duplicate: 0, rejected: 0 } }],
    policies: [{ cap: 120 }, {}],
  });
  await temu.close();
  store.close();
});
