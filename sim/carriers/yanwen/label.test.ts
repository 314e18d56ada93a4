import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { z } from "zod";
import { decodeCode128, readLabel } from "./label-reader.ts";
import { book, type OrderChange, startCarrier, type TestCarrier } from "./wire-client.ts";

const pointsPerMm = 72 / 25.4;
const Label = z.object({
  waybillNumber: z.string(),
  isSuccess: z.literal(true),
  errorMsg: z.null(),
  base64String: z.string(),
  labelType: z.string(),
});

let carrier: TestCarrier;
beforeEach(async () => {
  carrier = await startCarrier();
});
afterEach(() => carrier.close());

async function fetchLabel(orderNumber: string, change: OrderChange = {}, printRemark?: number) {
  const { waybillNumber } = await book(carrier, orderNumber, change);
  return { waybillNumber, pdf: await fetchPdf(waybillNumber, printRemark) };
}

async function fetchPdf(waybillNumber: string, printRemark?: number): Promise<Buffer> {
  const { data } = await carrier.call("express.order.label.get", { waybillNumber, printRemark });
  return Buffer.from(Label.parse(data).base64String, "base64");
}

test("one page of 100 × 150 mm with a barcode that a scanner reads as the waybill", async () => {
  for (let n = 0; n < 25; n += 1) {
    const { waybillNumber, pdf } = await fetchLabel(`L-${n}`);
    const label = await readLabel(pdf);
    expect(label.pages).toBe(1);
    expect(label.widthPt).toBeCloseTo(283.46, 2);
    expect(label.heightPt).toBeCloseTo(425.2, 2);
    const symbol = decodeCode128(label.bars);
    expect(symbol.text).toBe(waybillNumber);
    expect(symbol.modulePt / pointsPerMm).toBeGreaterThanOrEqual(0.33);
    expect(symbol.leftPt, "left quiet zone").toBeGreaterThanOrEqual(10 * symbol.modulePt);
    expect(label.widthPt - symbol.rightPt, "right quiet zone").toBeGreaterThanOrEqual(10 * symbol.modulePt);
    expect(Math.min(...label.bars.map((bar) => bar.heightPt)) / pointsPerMm).toBeGreaterThanOrEqual(12.7);
    expect(label.texts).toContain(waybillNumber);
  }
});

test("the label names product, receiver, sender, reference, weight and content", async () => {
  const { pdf } = await fetchLabel("T-9", {
    top: { senderInfo: { name: "Crossdock Ltd", address: "8 Depot Rd", city: "Shenzhen", country: "CN", zipCode: "518000" } },
    receiver: { name: "Zoë Łukasz", houseNumber: "12" },
    product: { quantity: 2 },
  });
  const { texts } = await readLabel(pdf);
  const all = texts.join("\n");
  for (const part of [
    "481 Yanwen Special Line Tracked - General",
    "US",
    "Zoë Lukasz",
    "12 1 Test St",
    "Fresno, CA, 93650",
    "United States (US)",
  ]) {
    expect(texts, part).toContain(part);
  }
  for (const part of ["TEL 5550100", "Crossdock Ltd", "8 Depot Rd Shenzhen 518000", "REF T-9", "0.120 kg", "2026-01-05", "CN22"]) {
    expect(all, part).toContain(part);
  }
  for (const part of ["phone case", "2", "0.240", "17.00 USD", "3926909090"]) expect(texts, part).toContain(part);
  expect(all).not.toContain("BATTERY");
  expect(all).not.toContain("PICKING");
});

test("the battery mark and, when asked for, the picking text", async () => {
  const change = { top: { channelId: "484", remark: "Shelf A1-03 红" }, parcel: { hasBattery: 1 } };
  const { waybillNumber, pdf } = await fetchLabel("T-10", change, 1);
  const { texts } = await readLabel(pdf);
  for (const part of ["BATTERY", "PICKING", "Shelf A1-03", "CASE-01 x 1"]) expect(texts).toContain(part);
  expect((await readLabel(await fetchPdf(waybillNumber))).texts).not.toContain("PICKING");
});

test("Chinese and other scripts do not break the label nor become question marks", async () => {
  const { waybillNumber, pdf } = await fetchLabel(
    "订单-7",
    {
      top: { remark: "红色，大号", senderInfo: { name: "越仓", address: "深圳市" } },
      receiver: { name: "王小明", address: "Тверская 5 😀", city: "Łódź", company: "公司" },
      product: { goodsNameEn: "手机壳", sku: "红-1" },
    },
    1,
  );
  const label = await readLabel(pdf);
  expect(decodeCode128(label.bars).text).toBe(waybillNumber);
  expect(label.texts.join("\n")).not.toContain("?");
  for (const part of ["Receiver of order 7", "Tverskaya 5", "Lódz, CA, 93650", "Merchant 900001", "Goods"])
    expect(label.texts).toContain(part);
});

test("five long lines and a long address stay on the page", async () => {
  const long = "extraordinarily long description of an ordinary thing ".repeat(4);
  const product = { goodsNameCh: "物", goodsNameEn: long, price: 9999.99, quantity: 99, weight: 10, hscode: "1234567890", sku: long };
  const { pdf } = await fetchLabel(
    "X".repeat(50),
    {
      top: { remark: long },
      receiver: { name: long, address: long, city: long },
      products: Array.from({ length: 5 }, () => product),
    },
    1,
  );
  const { placed, widthPt } = await readLabel(pdf);
  expect(placed.filter(({ text }) => text.startsWith("extraordinarily")).length).toBeGreaterThan(5);
  for (const { text, leftPt, rightPt, baselinePt } of placed) {
    expect(leftPt, text).toBeGreaterThan(2 * pointsPerMm);
    expect(rightPt, text).toBeLessThan(widthPt - 2 * pointsPerMm);
    expect(baselinePt, text).toBeGreaterThan(2 * pointsPerMm);
  }
});

test("a reprint, a day later and after other labels, is the same bytes", async () => {
  const { waybillNumber, pdf } = await fetchLabel("R-1");
  await fetchLabel("R-2");
  carrier.clock.advance(86_400_000);
  expect((await fetchPdf(waybillNumber)).equals(pdf)).toBe(true);
  const again = await startCarrier();
  const twin = await book(again, "R-1");
  const { data } = await again.call("express.order.label.get", { waybillNumber: twin.waybillNumber });
  await again.close();
  expect(Buffer.from(Label.parse(data).base64String, "base64").equals(pdf), "the same world gives the same label").toBe(true);
});

function hasTool(name: string): boolean {
  try {
    execFileSync("which", [name], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

// The rectangles are decoded above on every machine; this looks once more through a printer's eyes.
test.skipIf(!hasTool("pdftoppm") || !hasTool("zbarimg"))(
  "printed at 203 dpi, a scanner program reads it (needs pdftoppm and zbarimg)",
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "yanwen-label-"));
    try {
      for (let n = 0; n < 5; n += 1) {
        const { waybillNumber, pdf } = await fetchLabel(`P-${n}`);
        writeFileSync(join(folder, "label.pdf"), pdf);
        execFileSync("pdftoppm", ["-r", "203", "-gray", "-singlefile", join(folder, "label.pdf"), join(folder, "label")]);
        const read = execFileSync("zbarimg", ["--quiet", "--raw", join(folder, "label.pgm")], {
          encoding: "utf8",
          stdio: ["ignore", "pipe", "ignore"],
        });
        expect(read.trim()).toBe(waybillNumber);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
);
