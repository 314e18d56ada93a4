import { type Browser, chromium, type Page } from "playwright-core";
import { z } from "zod";
import { type RunningCrossdock, startCrossdock } from "../test/journey/running-crossdock.ts";
import { percentile, round } from "./figures.ts";
import type { BenchResult } from "./result.ts";

const goalP95Ms = 3_000;
const pollPeriodMs = 1_000;

const Created = z.object({ orders: z.array(z.object({ parentOrderSn: z.string(), committedAtMs: z.number() })) });
const Stats = z.object({
  temu: z.object({
    shops: z.array(z.looseObject({ bans: z.number(), throttled: z.number(), worstWindow: z.object({ count: z.number() }) })),
  }),
});
const Seen = z.record(z.string(), z.number());

/**
 * From the platform's commit of an order to its row in an open browser (a MutationObserver writes down when the row appears), with one shop
 * and buyers beside. Flags: --orders N (default 60). The reference is the lower bound: half the poll period.
 */
export async function benchVisible(args: readonly string[]): Promise<BenchResult> {
  const count = Number(args[args.indexOf("--orders") + 1] ?? 0) || 60;
  const crossdock = await startCrossdock();
  const browser = await chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
  });
  try {
    const page = await openDesk(browser, crossdock);
    const delays = await measure(page, crossdock, count);
    const stats = Stats.parse(await (await fetch(`${crossdock.control}/stats`)).json()).temu.shops[0];
    const violations = (stats?.bans ?? 0) + (stats?.throttled ?? 0);
    const p95 = percentile(delays, 0.95);
    const bound = pollPeriodMs / 2;
    return {
      name: "visible",
      ratio: round(percentile(delays, 0.5) / bound, 2),
      goal: null,
      ours: {
        p50Ms: Math.round(percentile(delays, 0.5)),
        p95Ms: Math.round(p95),
        p99Ms: Math.round(percentile(delays, 0.99)),
        goalP95Ms,
        orders: delays.length,
        capViolations: violations,
        worstWindow: stats?.worstWindow.count ?? -1,
      },
      reference: { lowerBoundMs: bound },
      runs: 1,
      ok: p95 <= goalP95Ms && violations === 0 && delays.length === count,
    };
  } finally {
    await browser.close();
    await crossdock.stop();
  }
}

async function openDesk(browser: Browser, crossdock: RunningCrossdock): Promise<Page> {
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
  await page.goto(crossdock.url);
  await page.fill("input[name=email]", crossdock.email);
  await page.fill("input[name=password]", crossdock.password);
  await page.click("button[type=submit]");
  await page.locator("[data-package-id]").first().waitFor();
  return page;
}

async function measure(page: Page, crossdock: RunningCrossdock, count: number): Promise<number[]> {
  const committed = new Map<string, number>();
  for (let index = 0; index < count; index += 1) {
    // nearest deadline first: the new row stands on the part of the list that is on the screen
    const body = { platform: "temu", count: 1, lines: [{ extCode: "HG-MUG-0007-BL", quantity: 1 }], shipWithinSeconds: 3_600 - index * 30 };
    const reply = await fetch(`${crossdock.control}/orders`, { method: "POST", body: JSON.stringify(body) });
    for (const order of Created.parse(await reply.json()).orders) committed.set(order.parentOrderSn, order.committedAtMs);
    await new Promise((resolve) => setTimeout(resolve, 700 + ((index * 379) % 1_300)));
    if (index % 10 === 9) process.stderr.write(`${index + 1} of ${count} orders\n`);
  }
  await new Promise((resolve) => setTimeout(resolve, 6_000));
  const seen = Seen.parse(await page.evaluate("window.seen"));
  return [...committed].flatMap(([sn, at]) => {
    const visible = seen[sn];
    return visible === undefined ? [] : [visible - at];
  });
}
