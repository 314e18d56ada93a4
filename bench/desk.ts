import { type Browser, chromium, type Page } from "playwright-core";
import { z } from "zod";

/** An open order page that notes when each order's row stands in it for the first time. */
export type Desk = {
  /** Waits until there is a row. */
  waitForRow(): Promise<void>;
  /** When each row came, by the platform's order number, in ms since the epoch. */
  seen(): Promise<ReadonlyMap<string, number>>;
  close(): Promise<void>;
};

export type Account = { url: string; email: string; password: string };

const Seen = z.record(z.string(), z.number());

/** Opens a browser and signs in. */
export async function openDesk(account: Account): Promise<Desk> {
  const browser = await chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
  });
  try {
    const page = await openPage(browser, account);
    return {
      waitForRow: () => page.locator("[data-package-id]").first().waitFor(),
      seen: async () => new Map(Object.entries(Seen.parse(await page.evaluate("window.seen")))),
      close: () => browser.close(),
    };
  } catch (error) {
    await browser.close();
    throw error;
  }
}

async function openPage(browser: Browser, account: Account): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, locale: "zh-CN" });
  // runs in the page: notes when the row of an order is in the document for the first time
  await page.addInitScript(`
    window.seen = {};
    new MutationObserver(() => {
      for (const row of document.querySelectorAll("[data-platform-order-id]")) {
        const id = row.getAttribute("data-platform-order-id");
        if (window.seen[id] === undefined) window.seen[id] = Date.now();
      }
    }).observe(document, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-platform-order-id"] });
  `);
  await page.goto(account.url);
  await page.fill("input[name=email]", account.email);
  await page.fill("input[name=password]", account.password);
  await page.click("button[type=submit]");
  return page;
}
