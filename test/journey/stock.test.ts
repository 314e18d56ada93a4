import path from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import writeXlsxFile from "write-excel-file/node";
import { assertPresent } from "../../src/kernel/assert-never.ts";
import { openJourneyPage, stopAtFirstFailure } from "./journey-page.ts";
import { type RunningCrossdock, startCrossdock } from "./running-crossdock.ts";

// What a seller does with goods in a real browser: pairs a listing, imports SKUs, counts a shelf.
describe("goods", () => {
  let crossdock: RunningCrossdock;
  let browser: Browser;
  let page: Page;
  let noise: readonly string[];

  beforeAll(async () => {
    crossdock = await startCrossdock();
    ({ browser, page, noise } = await openJourneyPage());
  });
  afterAll(async () => {
    await browser.close();
    await crossdock.stop();
  });

  stopAtFirstFailure("stock-journey", () => page);

  test("a listing that was paired is set free, and found again by its best suggestion", async () => {
    await page.goto(crossdock.url);
    await page.fill("input[name=email]", crossdock.email);
    await page.fill("input[name=password]", crossdock.password);
    await page.click("button[type=submit]");
    await page.getByRole("link", { name: "在线产品" }).click();
    await page.click('[data-tab="paired"]');
    const first = page.locator("[data-listing-id]").first();
    await first.waitFor();
    const code = assertPresent(/HG-[A-Z]+-\d{4}-[A-Z0-9]{1,2}/u.exec((await first.textContent()) ?? "")?.[0], "seller code");
    await first.getByRole("checkbox").check();
    await page.click('[data-act="unpair-chosen"]');
    await page.click('[data-tab="unpaired"]');
    const free = page.locator("[data-listing-id]").filter({ hasText: code });
    await free.waitFor();
    // the first suggestion is the SKU of the same code: Enter, or its button, takes it
    await free.locator('[data-act="pair"]').click();
    await page.click('[data-tab="paired"]');
    await page.locator("[data-listing-id]").filter({ hasText: code }).first().waitFor();
  });

  test("the template alone imports nothing; a file of SKUs is previewed row by row, and what is good of it stands in the list", async () => {
    await page.getByRole("link", { name: "SKU 管理" }).click();
    await page.click('[data-act="import"]');
    const [template] = await Promise.all([page.waitForEvent("download"), page.click('[data-act="template"]')]);
    const folder = path.dirname(crossdock.dataDir);
    await template.saveAs(path.join(folder, "template.xlsx"));
    await page.locator('input[type="file"]').setInputFiles(path.join(folder, "template.xlsx"));
    await page.getByText("这是模板的示例行").waitFor();
    const rows = [
      ["SKU编码*", "中文名称"],
      ["00123", "带前导零的杯子"],
      ["", "没有编码"],
    ].map((row) => row.map((value) => ({ value, type: String })));
    await writeXlsxFile(rows).toFile(path.join(folder, "skus.xlsx"));
    await page.locator('input[type="file"]').setInputFiles(path.join(folder, "skus.xlsx"));
    await page.locator('[data-rows="2"][data-failed="1"]').waitFor();
    await page.click('[data-act="run-import"]');
    await page.click('[data-act="close-import"]');
    await page.locator('[data-sku="00123"]').waitFor();
  });

  test("a shelf is counted: what was found is entered, submitted and approved, and the ledger says so", async () => {
    await page.getByRole("link", { name: "库存单据" }).click();
    await page.click('[data-act="make"]');
    await page.getByRole("menuitem", { name: "盘点" }).click();
    await page.click('[data-act="send"]');
    const drawer = page.getByRole("dialog").filter({ hasText: "盘点 SD" });
    await drawer.locator('[data-code="HG-BKP-0010-YL"] input').fill("198");
    await drawer.locator('[data-act="enter"]').click();
    await drawer.locator('[data-act="submit"]').click();
    await drawer.locator('[data-act="approve"]').click();
    await drawer.locator('[data-state="done"]').waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("link", { name: "库存", exact: true }).click();
    const row = page.locator('[data-sku="HG-BKP-0010-YL"]');
    await row.getByText("198").first().waitFor();
    await row.click();
    await page.locator('[data-kind="count"]').first().waitFor();
    expect(noise).toEqual([]);
  });
});
