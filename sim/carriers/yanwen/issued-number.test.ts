import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { fileStore } from "../../kernel/store.ts";
import { serialOf } from "./issued-number.ts";
import { s10CheckDigit, uspsCheckDigit } from "./s10.ts";
import { book, sampleOrder, startCarrier } from "./wire-client.ts";

/** The rule of the standard, written once more: only two readings that agree prove anything. */
function isS10(number: string): boolean {
  const match = /^U[A-Z](\d{8})(\d)YP$/.exec(number);
  if (!match?.[1]) return false;
  const sum = [...match[1]].reduce((total, digit, index) => total + Number(digit) * Number("86423597"[index]), 0);
  const check = [5, 0, 9, 8, 7, 6, 5, 4, 3, 2, 1][sum % 11];
  return check === Number(match[2]);
}

test("check digits of printed numbers", () => {
  for (const number of ["UH183870291YP", "UG544656195YP", "UJ000087568YP", "UG336196744YP", "UA000000005YP"]) {
    expect(s10CheckDigit(number.slice(2, 10)), number).toBe(Number(number[10]));
    expect(isS10(number), number).toBe(true);
  }
  for (const [serial, digit] of [
    ["47312482", 9],
    ["12345678", 5],
    ["15033202", 5],
    ["00000008", 0],
    ["00000001", 4],
  ] as const) {
    expect(s10CheckDigit(serial)).toBe(digit);
  }
  expect(uspsCheckDigit("940011120620640626078")).toBe(7);
});

test("a thousand booked numbers are well formed and all different", async () => {
  const carrier = await startCarrier();
  try {
    const numbers = new Set<string>();
    const channels = ["481", "105", "201"];
    for (let n = 0; n < 1000; n += 1) {
      const { waybillNumber } = await book(carrier, `S-${n}`, { top: { channelId: channels[n % 3] } });
      expect(isS10(waybillNumber), waybillNumber).toBe(true);
      numbers.add(waybillNumber);
    }
    expect(numbers.size).toBe(1000);
    expect(new Set([...numbers].map((number) => number.slice(2, 10))).size).toBe(1000);
  } finally {
    await carrier.close();
  }
});

test("serials do not come round again", () => {
  const seen = new Set<string>();
  for (let n = 0; n < 200_000; n += 1) seen.add(serialOf(99_999_999, n));
  expect(seen.size).toBe(200_000);
  expect(() => serialOf(0, 100_000_000)).toThrow();
});

test("a restart keeps the parcels and goes on with the numbers; a reset forgets the parcels only", async () => {
  const folder = mkdtempSync(join(tmpdir(), "yanwen-"));
  const file = join(folder, "facts.db");
  const seen: string[] = [];
  const run = async (seed: number, act: (carrier: Awaited<ReturnType<typeof startCarrier>>) => Promise<void>) => {
    const store = fileStore(file);
    const carrier = await startCarrier({}, store, seed);
    await act(carrier);
    await carrier.close();
    store.close();
  };
  await run(7, async (carrier) => {
    for (const order of ["A", "B"]) seen.push((await book(carrier, order)).waybillNumber);
    await carrier.call("express.order.cancel", { waybillNumber: seen[0], note: "" });
    await carrier.call("express.order.create", sampleOrder("A"));
  });
  await run(7, async (carrier) => {
    expect(await carrier.call("express.order.get", { waybillNumber: seen[0] })).toMatchObject({ data: { status: 5, orderNumber: "A" } });
    expect((await carrier.call("express.order.create", sampleOrder("B"))).code).toBe("20006");
    expect(carrier.simulator.stats()).toMatchObject({ accounts: { "900001": { booked: 2, cancelled: 1, duplicatesRefused: 2 } } });
    seen.push((await book(carrier, "C")).waybillNumber);
    carrier.simulator.reset();
    expect((await carrier.call("express.order.get", { waybillNumber: seen[1] })).code).toBe("30001");
    seen.push((await book(carrier, "A")).waybillNumber);
  });
  await run(8, async (carrier) => {
    expect((await carrier.call("express.order.get", { waybillNumber: seen[1] })).code).toBe("30001");
    seen.push((await book(carrier, "B")).waybillNumber);
  });
  rmSync(folder, { recursive: true });
  expect(new Set(seen).size).toBe(5);
});
