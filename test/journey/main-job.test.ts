import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { PDFDocument } from "@cantoo/pdf-lib";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openJourneyPage, stopAtFirstFailure } from "./journey-page.ts";
import { type RunningCrossdock, startCrossdock } from "./running-crossdock.ts";

// The main job as a seller does it, in a real browser, on a system that `npm start` has just brought up.
describe("a Temu order from the platform to the parcel and back", () => {
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

  stopAtFirstFailure("journey", () => page);

  const openTab = async (name: string) => {
    await page.getByRole("tab", { name: new RegExp(`^${name}`, "u") }).click();
  };
  const rows = (state: string) => page.locator(`[data-package-id][data-state="${state}"]`);
  const chooseAll = () => page.getByLabel("选择本页全部").click();

  test("a wrong password is refused in words, the right one opens the order page", async () => {
    await page.goto(crossdock.url);
    await page.fill("input[name=email]", crossdock.email);
    await page.fill("input[name=password]", "not the password");
    await page.click("button[type=submit]");
    await page.getByText(/邮箱或密码不对/u).waitFor();
    await page.fill("input[name=password]", crossdock.password);
    await page.click("button[type=submit]");
    await rows("pending_review").first().waitFor();
  });

  test("a new order announces itself without reloading", async () => {
    const reply = await fetch(`${crossdock.control}/orders`, {
      method: "POST",
      body: JSON.stringify({
        platform: "temu",
        count: 1,
        lines: [{ extCode: "HG-MUG-0007-BL", quantity: 2 }],
        shipWithinSeconds: 100 * 60,
      }),
    });
    const sn = /PO-211-\d{17}/u.exec(await reply.text())?.[0];
    await page.locator(`[data-platform-order-id="${sn}"]`).waitFor({ timeout: 10_000 });
  });

  test("审核 takes good packages on and leaves the others with their reasons", async () => {
    await page.locator('[data-package-id] [data-act="approve"]').nth(5).waitFor();
    await chooseAll();
    await page.locator('section button[data-act="approve"]').click();
    await page
      .getByText(/成功 \d+/u)
      .first()
      .waitFor();
    expect(
      await page
        .getByText(/失败 [1-9]/u)
        .first()
        .textContent(),
    ).toMatch(/失败/u);
    await openTab("待处理");
    await rows("pending_process").first().waitFor();
  });

  test("申请运单号 brings numbers and labels", async () => {
    await chooseAll();
    await page.locator('section button[data-act="request_waybill"]').click();
    await page.locator(".ask button.ant-btn-primary").click();
    await openTab("待打单");
    await rows("pending_print").nth(2).waitFor({ timeout: 30_000 });
  });

  test("打印 opens a PDF of 100 × 150 mm, a page per package", async () => {
    await chooseAll();
    const [document] = await Promise.all([page.waitForEvent("popup"), page.locator('section button[data-act="print"]').click()]);
    await document.waitForURL(/label-documents/u, { timeout: 30_000 });
    const cookies = await page.context().cookies();
    const pdf = await fetch(document.url(), { headers: { cookie: cookies.map((one) => `${one.name}=${one.value}`).join("; ") } });
    expect(pdf.headers.get("content-type")).toBe("application/pdf");
    const labels = await PDFDocument.load(await pdf.arrayBuffer());
    expect(labels.getPageCount()).toBeGreaterThan(2);
    const { width, height } = labels.getPage(0).getSize();
    expect([width, height].map((points) => Math.round((points / 72) * 25.4))).toEqual([100, 150]);
    await document.close();
  });

  test("标记发货 sends the tracking numbers, reads them back and shows 回传成功", async () => {
    await chooseAll();
    await page.locator('section button[data-act="mark_shipped"]').click();
    // what cannot be undone is asked once more
    await page.locator(".ant-modal button.ant-btn-primary").click();
    await openTab("已发货");
    await page.getByText("回传成功").first().waitFor({ timeout: 60_000 });
  });

  test("the drawer explains the way, and shows the recipient for a purpose only", async () => {
    const row = rows("shipped").filter({ hasText: "回传成功" }).first();
    const number = (await row.getAttribute("data-package-number")) ?? "";
    await row.locator('[data-act="view"]').click();
    const drawer = page.getByRole("dialog");
    await drawer.getByText(number).first().waitFor();
    await drawer.getByText("bg.logistics.shipment.v2.confirm").first().waitFor();
    await drawer.getByText("express.order.create").first().waitFor();
    const masked = await drawer.textContent();
    expect(masked).toMatch(/\*\*\*/u);
  });

  test("the platform holds the same numbers, within its cap, and the ledger agrees with the counters", async () => {
    const look = async () => readStats(await (await fetch(`${crossdock.control}/stats`)).json());
    await expect.poll(async () => (await look()).accepted, { timeout: 30_000 }).toBeGreaterThan(2);
    const shop = await look();
    expect(shop.worst).toBeLessThanOrEqual(120);
    expect(shop.duplicate).toBe(0);
    const verified = execFileSync(process.execPath, ["--disable-warning=ExperimentalWarning", "src/main/stock-verify.ts"], {
      env: {
        PATH: process.env.PATH,
        CROSSDOCK_DATA_DIR: crossdock.dataDir,
        CROSSDOCK_MASTER_KEY_FILE: path.join(path.dirname(crossdock.dataDir), "master.key"),
      },
    });
    expect(verified.toString()).toContain('"differences":0');
  });

  test("no token and no buyer's name, phone or street is in clear in database, write-ahead log, files or output", async () => {
    const orders: unknown = await (await fetch(`${crossdock.control}/orders`)).json();
    const canaries = canariesOf(orders);
    expect(canaries.length).toBeGreaterThan(20);
    const found = canaries.filter((canary) => holds(crossdock.dataDir, canary) || crossdock.output().includes(canary));
    expect(found).toEqual([]);
  });

  test("nothing went wrong inside the page", () => {
    expect(noise).toEqual([]);
  });
});

function readStats(stats: unknown): { worst: number; accepted: number; duplicate: number } {
  const text = JSON.stringify(stats);
  const number = (pattern: RegExp) => Number(pattern.exec(text)?.[1] ?? Number.NaN);
  return {
    worst: number(/"worstWindow":\{"count":(\d+)/u),
    accepted: number(/"accepted":(\d+)/u),
    duplicate: number(/"duplicate":(\d+)/u),
  };
}

/** What must not be found: the authorisation, and telephone numbers and streets of all buyers whose orders the ERP has read. */
function canariesOf(orders: unknown): string[] {
  const text = JSON.stringify(orders);
  const phones = [...text.matchAll(/"mobile":"([^"]{8,})"/gu)].map((match) => match[1] ?? "");
  const streets = [...text.matchAll(/"addressLine1":"([^"]{8,})"/gu)].map((match) => match[1] ?? "");
  const secrets = [
    "0123456789abcdef0123456789abcdef01234567",
    `sandboxtoken${"1".padStart(48, "0")}`,
    `sandboxtoken${"2".padStart(48, "0")}`,
  ];
  return [...new Set([...secrets, ...phones, ...streets])];
}

/** Looks into every file below a directory but the simulators' own, which are the platform's side of the world. */
function holds(directory: string, canary: string): boolean {
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name);
    if (!entry.isFile() || file.includes(`${path.sep}sandbox${path.sep}`)) continue;
    if (readIfThere(file).includes(canary)) return true;
  }
  return false;
}

/** The system goes on writing: a file that was just listed may have its final name by now, under which the next canary finds it. */
function readIfThere(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return Buffer.alloc(0);
    throw error;
  }
}
