import { tmpdir } from "node:os";
import path from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { beforeEach } from "vitest";

export type JourneyPage = { browser: Browser; page: Page /** Errors that the page threw. */; noise: string[] };

/** A real browser with one Chinese page of a usual size. */
export async function openJourneyPage(): Promise<JourneyPage> {
  const browser = await chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, locale: "zh-CN" });
  const noise: string[] = [];
  page.on("pageerror", (error) => noise.push(error.message));
  return { browser, page, noise };
}

/** One step stands on the other: after the first failure the rest would only wait in vain. The failure leaves a picture of this name. */
export function stopAtFirstFailure(picture: string, pageNow: () => Page): void {
  let failed = false;
  beforeEach((context) => {
    context.skip(failed, "an earlier step failed");
    context.onTestFailed(async () => {
      failed = true;
      await pageNow().screenshot({ path: path.join(tmpdir(), `crossdock-${picture}-failure.png`) });
    });
  });
}
