import type { App } from "../../src/app/app.ts";
import { openAuthorisations } from "../../src/app/open-authorisations.ts";
import type { Directory } from "../../src/db/database.ts";
import { getShop } from "../../src/db/shops.ts";
import { assertPresent } from "../../src/kernel/assert-never.ts";
import { ok } from "../../src/kernel/result.ts";
import type { Http } from "../../src/ports/http.ts";
import { openBudget } from "../../src/sync/budget.ts";
import { openDueBoard } from "../../src/sync/due.ts";
import { openGate } from "../../src/sync/gate.ts";
import { newBell, type Run } from "../../src/sync/run.ts";
import { openSharedParts } from "../../src/sync/shared-parts.ts";
import type { TestShop } from "./test-shop.ts";

/** What a platform in a test is asked: the operation's name and the parameters as they were sent. */
export type Asked = { operation: string; params: Record<string, unknown> };

/** A shop's run over the real gate and budget, against a platform that answers what the test says: a text is the body of a 200. */
export async function openTestRun(app: App, directory: Directory, shop: TestShop, answer: (asked: Asked) => string) {
  const { tenant, shopId } = shop;
  const row = await app.database.inTenant(tenant, (tx) => getShop(tx, tenant, shopId));
  const asked: Asked[] = [];
  const http: Http = {
    send: async (request) => {
      const params: Record<string, unknown> = JSON.parse(request.body ?? "{}");
      asked.push({ operation: request.operation, params });
      return ok({ status: 200, headers: {}, body: Buffer.from(answer({ operation: request.operation, params })) });
    },
  };
  const stop = new AbortController();
  const shared = openSharedParts(app, directory, { by: () => http });
  const noLimit = () => {
    throw new Error("no limit of this shop is shared");
  };
  const budget = openBudget(row.callPolicy, app.clock, { opening: "all-free", pledge: async () => true, shared: noLimit, share: () => 1 });
  const address = () => "temu test";
  const gate = openGate({
    http,
    budget,
    clock: app.clock,
    addresses: shared.addresses,
    address,
    turnstile: shared.turnstile,
    tenant,
    maySend: () => true,
    signal: stop.signal,
  });
  const looked: string[] = [];
  const run: Run = {
    app,
    fence: shop.ingest.fence,
    connector: assertPresent(app.platforms.get("temu"), "connector"),
    gate,
    stop: stop.signal,
    calls: [],
    answers: [],
    shared,
    address,
    bell: newBell(app, stop.signal),
    lookNow: (cause) => void looked.push(cause),
    due: openDueBoard(app, stop.signal),
    shop: row,
    authorisations: await openAuthorisations(app, tenant, row),
    proxy: null,
  };
  return { run, budget, asked, looked, stop: () => stop.abort() };
}

/** An entry of Temu's order list. Times in epoch seconds. */
export function temuOrder(
  parentOrderSn: string,
  updateTime: number,
  changes: { quantity?: number | string; status?: number; labels?: readonly string[] } = {},
): object {
  return {
    parentOrderMap: {
      parentOrderSn,
      parentOrderStatus: changes.status ?? 2,
      parentOrderTime: updateTime - 60,
      updateTime,
      parentOrderLabel: (changes.labels ?? []).map((name) => ({ name, value: 1 })),
      fulfillmentWarning: [],
    },
    orderList: [
      {
        orderSn: `${parentOrderSn}-1`.replace("PO-", ""),
        orderStatus: 2,
        quantity: changes.quantity ?? 1,
        goodsId: 600000000000001,
        skuId: 17000000000001,
        goodsName: "Mug",
        spec: "Blue",
        thumbUrl: "",
        fulfillmentType: "fulfillBySeller",
        productList: [{ productSkuId: 640000000001, soldFactor: 1, extCode: "MUG", productId: 61000000001 }],
      },
    ],
  };
}

export const temuAnswer = (result: unknown): string => JSON.stringify({ success: true, errorCode: 1000000, result });

/** A page of Temu's order list over these orders, as the platform cuts and sorts it. */
export function temuList(orders: readonly { order: object; updateTime: number }[], params: Record<string, unknown>): string {
  const [from, to, page, size] = ["updateAtStart", "updateAtEnd", "pageNumber", "pageSize"].map((name) => Number(params[name]));
  const found = orders
    .filter((one) => one.updateTime >= (from ?? 0) && one.updateTime <= (to ?? 0))
    .toSorted((one, other) => other.updateTime - one.updateTime);
  const start = ((page ?? 1) - 1) * (size ?? 100);
  return temuAnswer({ totalItemNum: found.length, pageItems: found.slice(start, start + (size ?? 100)).map((one) => one.order) });
}
