import path from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addMs, toIso } from "../../src/kernel/instant.ts";
import type { OpenedApp } from "../../src/main/open-app.ts";
import { connectForTool } from "../../src/main/tool-context.ts";
import { syncRows } from "../support/test-sync.ts";
import { openJourneyPage, stopAtFirstFailure } from "./journey-page.ts";
import { type RunningCrossdock, startCrossdock } from "./running-crossdock.ts";

// What a seller sees of the sync in a real browser: the monitor, what sweeps found, the bell; and what he may ask for.
describe("watching the sync", () => {
  let crossdock: RunningCrossdock;
  let beside: OpenedApp;
  let browser: Browser;
  let page: Page;
  let noise: readonly string[];

  beforeAll(async () => {
    crossdock = await startCrossdock();
    process.env.CROSSDOCK_DATA_DIR = crossdock.dataDir;
    process.env.CROSSDOCK_MASTER_KEY_FILE = path.join(path.dirname(crossdock.dataDir), "master.key");
    beside = await connectForTool();
    await seed(beside);
    ({ browser, page, noise } = await openJourneyPage());
  });
  afterAll(async () => {
    await browser.close();
    await beside.close();
    await crossdock.stop();
  });

  stopAtFirstFailure("sync-journey", () => page);

  test("the bell counts what is wrong, says what to do, and leads there", async () => {
    await page.goto(crossdock.url);
    await page.fill("input[name=email]", crossdock.email);
    await page.fill("input[name=password]", crossdock.password);
    await page.click("button[type=submit]");
    await page.getByLabel(/提醒，\d+ 条没看过/u).click();
    const item = page.locator('[data-alert-kind="item-quarantined"]');
    await item.getByText("订单 PO-211-01234567890123456 解析失败").waitFor();
    await page.getByText("The carrier is unknown (120014022)").waitFor();
    await item.getByRole("link").click();
    await page.waitForURL(/\/sync\?.*tab=quarantine/u);
    await page.locator("[data-quarantine-id]").getByText("PO-211-01234567890123456").waitFor();
  });

  test("what has been seen is counted no more", async () => {
    await page.getByLabel(/提醒，\d+ 条没看过/u).click();
    await page.click('[data-act="see-all"]');
    await page.getByRole("button", { name: "提醒", exact: true }).waitFor();
    await page.keyboard.press("Escape");
  });

  test("the budget is a live meter, and each stream says when it last succeeded", async () => {
    await page.getByRole("link", { name: "同步监控" }).first().click();
    const budget = page.locator("[data-budget-used]");
    await budget.waitFor();
    // the demo's runner polls all the time: the figure moves without a reload
    const before = await budget.getAttribute("data-budget-used");
    await expect.poll(() => budget.getAttribute("data-budget-used"), { timeout: 20_000 }).not.toBe(before);
    await page
      .locator('[data-stream="orders"]')
      .getByText(/\d+ 秒前/u)
      .waitFor();
  });

  test("a pull can be asked for, now and by number, and stays on record with who asked", async () => {
    await page.click('[data-act="pull"]');
    await page.getByRole("tab", { name: /手工请求/u }).click();
    await page.locator('[data-request-kind="pull"]').getByText("演示").waitFor();
    // the runner does it at once and says so
    await page.locator('[data-request-kind="pull"][data-request-state="done"]').waitFor({ timeout: 30_000 });
    await page.click('[data-act="pull-orders"]');
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("平台订单号").fill("PO-211-01234567890123457\nPO-211-01234567890123457, 不是单号");
    await dialog.getByRole("button", { name: "补拉 2 单" }).click();
    await dialog.getByText("不是订单号：不是单号").waitFor();
    const known = await knownOrder(beside);
    await dialog.getByLabel("平台订单号").fill(`PO-211-01234567890123457 ${known}`);
    await dialog.getByRole("button", { name: "补拉 2 单" }).click();
    const result = page.locator('.request-result[data-request-state="done"]');
    await result.getByText("平台查不到").first().waitFor({ timeout: 30_000 });
    await result.getByText(known).waitFor();
    await result
      .getByText(/本来就有，没变化|已补上/u)
      .first()
      .waitFor();
    await dialog.getByText("关闭", { exact: true }).click();
    await page.locator('[data-request-kind="pull_orders"]').waitFor();
  });

  test("the call record is narrowed by operation", async () => {
    await page.locator('[data-tab="calls"]').click();
    await page.getByLabel("操作", { exact: true }).fill("ORDER.list");
    await page.keyboard.press("Enter");
    await page.waitForURL(/operation=ORDER\.list/u);
    const operations = page.locator("table.calls tbody tr td:nth-child(3)");
    await expect.poll(async () => new Set(await operations.allTextContents())).toEqual(new Set(["bg.order.list.v2.get"]));
  });

  test("sweeps show what they found, why it had been missed, and can be asked for", async () => {
    await page.getByRole("link", { name: "订单核对" }).first().click();
    expect(await page.locator("[data-missed]").getAttribute("data-missed")).toBe("1");
    await page.locator('[data-cause="stream-down"]').waitFor();
    await page.locator('[data-differences="2"]').click();
    const drawer = page.getByRole("dialog");
    await drawer.locator('[data-platform-order-id="PO-211-33333333333333333"]').getByText("拉单中断过").waitFor();
    await drawer.getByText("本地有，平台不再列出").waitFor();
    await page.keyboard.press("Escape");
    await page.click('[data-act="reconcile"]');
    await page.getByText(/已交给 .* 的工作进程/u).waitFor();
  });

  test("nothing went wrong inside the page", () => {
    expect(noise).toEqual([]);
  });
});

/** An order that the runner has brought by itself. */
async function knownOrder({ app, directory }: OpenedApp): Promise<string> {
  const shop = await directory.run((db) => db.selectFrom("directory.shop").select(["id", "tenant_id"]).executeTakeFirstOrThrow());
  const order = await app.database.inTenant(shop.tenant_id, (tx) =>
    tx.selectFrom("shop_order").select("platform_order_id").where("tenant_id", "=", shop.tenant_id).executeTakeFirstOrThrow(),
  );
  return order.platform_order_id;
}

/** What a runner has seen on worse days than the demo's. */
async function seed({ app, directory }: OpenedApp): Promise<void> {
  const shop = await directory.run((db) => db.selectFrom("directory.shop").select(["id", "tenant_id"]).executeTakeFirstOrThrow());
  const rows = syncRows(app, { tenant: shop.tenant_id, shopId: shop.id });
  await rows.quarantined("PO-211-01234567890123456", "orderList.0.quantity: expected a whole number");
  await rows.alert("item-quarantined", "warning", { detail: "quantity", platformOrderId: "PO-211-01234567890123456" });
  await rows.alert("write-refused", "critical", { kind: "ship_confirm", code: "120014022", message: "The carrier is unknown" });
  await rows.sweep("nightly", 3_600_000, [
    { number: "PO-211-33333333333333333", kind: "missing", cause: "stream-down" },
    { number: "PO-211-44444444444444444", kind: "extra", cause: "unexplained", pulled: false },
  ]);
  const now = app.clock.now();
  const run = { at: toIso(addMs(now, -1_000)), cause: "poll", calls: 1, got: 4, kept: 1, skipped: { unchanged: 3 } };
  await rows.put((tx) =>
    tx
      .updateTable("stream_state")
      .set({ last_run: JSON.stringify(run), delay_ms: 820 })
      .where("tenant_id", "=", shop.tenant_id)
      .where("stream", "=", "orders")
      .execute(),
  );
}
