import path from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import writeXlsxFile from "write-excel-file/node";
import { z } from "zod";
import { assertPresent } from "../../src/kernel/assert-never.ts";
import { openJourneyPage, stopAtFirstFailure } from "./journey-page.ts";
import { type RunningCrossdock, startCrossdock } from "./running-crossdock.ts";

const ListingsOnSale = z.object({ listings: z.array(z.object({ extCode: z.string(), stock: z.int() })) });

// What a seller does with goods in a real browser: pairs a listing, imports SKUs, counts a shelf, decides how much of it a shop shows.
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

  const code = "HG-BKP-0010-YL";
  const otherCode = "HG-MUG-0007-BL";
  const tell = (verb: string, body: object) =>
    fetch(`${crossdock.control}/${verb}`, { method: "POST", body: JSON.stringify({ platform: "temu", ...body }) });
  /** What the platform has on sale of a listing. */
  const onSale = async (extCode: string) => {
    const { listings } = ListingsOnSale.parse(await (await fetch(`${crossdock.control}/listings`)).json());
    return listings.find((one) => one.extCode === extCode)?.stock;
  };
  const menu = (name: string) => page.getByRole("navigation", { name: "主菜单" }).getByRole("link", { name });
  const figureDrawer = () => page.getByRole("dialog").filter({ hasText: "这个数怎么来的" });
  /** Opens where the figure of a listing comes from. */
  const explain = async (extCode: string) => {
    await page.getByRole("textbox", { name: "商家编码" }).fill(extCode);
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: `${extCode} 的库存怎么来的` }).click();
    await figureDrawer().getByRole("cell", { name: extCode }).waitFor();
  };
  /** The sum that the drawer shows. */
  const readSum = async () => {
    const cells = await figureDrawer().locator("tbody tr td.r").allTextContents();
    const [onHand = Number.NaN, reserved = Number.NaN, blocked = Number.NaN, safety = Number.NaN, free = Number.NaN] = cells.map(Number);
    return { onHand, reserved, blocked, safety, free };
  };
  const readChain = async () => await figureDrawer().getByRole("listitem").allTextContents();
  /** The platform has this figure on sale, and the drawer says so. */
  const waitForFigure = async (extCode: string, figure: number) => {
    // behind a whole shop's figures it may have to wait for the next minute's calls
    await expect.poll(() => onSale(extCode), { timeout: 100_000 }).toBe(figure);
    await figureDrawer().locator(`[data-platform="${figure}"][data-figure="${figure}"]`).getByText("一致").waitFor();
  };

  test("a listing that was paired is set free, and found again by its best suggestion", async () => {
    await page.goto(crossdock.url);
    await page.fill("input[name=email]", crossdock.email);
    await page.fill("input[name=password]", crossdock.password);
    await page.click("button[type=submit]");
    await page.getByRole("link", { name: "在线产品" }).click();
    await page.click('[data-tab="paired"]');
    const first = page.locator("[data-listing-id]").first();
    await first.waitFor();
    const chosen = assertPresent(/HG-[A-Z]+-\d{4}-[A-Z0-9]{1,2}/u.exec((await first.textContent()) ?? "")?.[0], "seller code");
    await first.getByRole("checkbox").check();
    await page.click('[data-act="unpair-chosen"]');
    await page.click('[data-tab="unpaired"]');
    const free = page.locator("[data-listing-id]").filter({ hasText: chosen });
    await free.waitFor();
    // the first suggestion is the SKU of the same code: Enter, or its button, takes it
    await free.locator('[data-act="pair"]').click();
    await page.click('[data-tab="paired"]');
    await page.locator("[data-listing-id]").filter({ hasText: chosen }).first().waitFor();
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
    await drawer.locator(`[data-code="${code}"] input`).fill("198");
    await drawer.locator('[data-act="enter"]').click();
    await drawer.locator('[data-act="submit"]').click();
    await drawer.locator('[data-act="approve"]').click();
    await drawer.locator('[data-state="done"]').waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("link", { name: "库存", exact: true }).click();
    const row = page.locator(`[data-sku="${code}"]`);
    await row.getByText("198").first().waitFor();
    await row.click();
    await page.locator('[data-kind="count"]').first().waitFor();
  });

  test("some of the shelf is kept back, and some of it is sold", async () => {
    // buyers on their own account would move the figures while they are looked at
    await tell("buyers", { perHour: 0 });
    const reply = await tell("orders", { count: 1, lines: [{ extCode: code, quantity: 3 }] });
    expect(reply.status).toBe(200);
    const drawer = page.getByRole("dialog").filter({ hasText: code });
    await drawer.getByText("门槛", { exact: true }).click();
    await drawer.getByLabel(/安全库存$/u).fill("8");
    await drawer.getByRole("button", { name: "保存门槛" }).click();
    await drawer.getByText("已保存").waitFor();
    await page.keyboard.press("Escape");
  });

  test("a listing is given a rule of its own: the platform shows it, and the drawer explains the figure from the shelf on", async () => {
    await menu("在线产品").click();
    await page.click('[data-tab="paired"]');
    await explain(code);
    // the order of three has arrived
    await expect.poll(async () => (await readSum()).reserved, { timeout: 60_000 }).toBeGreaterThanOrEqual(3);
    const sum = await readSum();
    const free = 198 - sum.reserved - 8;
    expect(sum).toEqual({ onHand: 198, reserved: sum.reserved, blocked: 0, safety: 8, free });
    expect(await readChain()).toEqual([`可卖合计 ${free}`, `每件含 1 个 → ${free} 件`, `按实际（默认）→ ${free} 件`]);
    await figureDrawer().locator('[data-act="rule-one"]').click();
    const dialog = page.getByRole("dialog").filter({ hasText: "设置 1 个在线产品的库存规则" });
    await dialog.getByRole("radio", { name: "最多几件" }).check();
    await dialog.getByLabel("最多的数").fill("30");
    await dialog.getByRole("button", { name: "保存并推送 1 个" }).click();
    await figureDrawer().getByText("最多 30 件（单独规则）→ 30 件").waitFor();
    await waitForFigure(code, 30);
  });

  test("库存分配: a shop is given half, reads before it saves what that means and whom it leaves alone", async () => {
    await menu("库存分配").click();
    const row = page.locator("[data-shop]").first();
    await row.getByText("按实际 · 默认").waitFor();
    await row.getByRole("link", { name: /^1 个在线产品不跟随/u }).waitFor();
    await row.click();
    const drawer = page.getByRole("dialog").filter({ hasText: "的库存分配" });
    await drawer.getByText("1 个在线产品有单独规则，不受这里影响").waitFor();
    const save = drawer.locator('[data-act="save-allocation"]');
    await drawer.getByRole("radio", { name: "按比例" }).check();
    await drawer.getByText("请填数").waitFor();
    expect(await save.isDisabled()).toBe(true);
    await drawer.getByLabel("按比例的数").fill("50");
    await drawer.getByText("只拿出可卖数的 50%，不足一件的舍去。例：可卖 12 件，显示 6 件").waitFor();
    await save.click();
    await page
      .getByRole("status")
      .getByText(/已保存，正在推送 [1-9]\d* 个在线产品/u)
      .waitFor();
    await row.getByText("按比例 50%").waitFor();
    expect(await row.textContent()).not.toContain("默认");
  });

  test("the platform shows half of what may be sold of the others, and what has a rule of its own stays as it is", async () => {
    await menu("在线产品").click();
    await page.click('[data-tab="paired"]');
    await explain(otherCode);
    const { free } = await readSum();
    const half = Math.floor(free / 2);
    expect(await readChain()).toEqual([`可卖合计 ${free}`, `每件含 1 个 → ${free} 件`, `按比例 50%（店铺规则）→ ${half} 件`]);
    await waitForFigure(otherCode, half);
    await page.keyboard.press("Escape");
    await explain(code);
    expect((await readChain()).at(-1)).toBe("最多 30 件（单独规则）→ 30 件");
    await waitForFigure(code, 30);
  });

  test("nothing went wrong inside the page", () => {
    expect(noise).toEqual([]);
  });
});
