import { afterEach, beforeEach, expect, test } from "vitest";
import { z } from "zod";
import { book, startCarrier, startMs, type TestCarrier } from "./wire-client.ts";

const hour = 3_600_000;
const Tracked = z.object({
  code: z.number(),
  message: z.string(),
  requestTime: z.string(),
  elapsedMilliseconds: z.object({ total: z.number() }),
  result: z.array(
    z.object({
      tracking_number: z.string(),
      waybill_number: z.string().nullable(),
      exchange_number: z.string().nullable(),
      checkpoints: z.array(
        z.object({
          time_stamp: z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/),
          time_zone: z.string().regex(/^[+-]\d\d$/),
          tracking_status: z.string(),
          message: z.string(),
          location: z.string(),
          is_last_mile_checkpoint: z.union([z.literal(0), z.literal(1)]),
          extraProperties: z.record(z.string(), z.string()),
        }),
      ),
      tracking_status: z.string(),
      tracking_status_waybill: z.object({ level1: z.number(), level2: z.string().nullable(), level3: z.null() }),
      last_mile_tracking_expected: z.boolean(),
      origin_country: z.string().nullable(),
      destination_country: z.string().nullable(),
    }),
  ),
});

let carrier: TestCarrier;
beforeEach(async () => {
  carrier = await startCarrier();
});
afterEach(() => carrier.close());

async function track(number: string) {
  const [first] = Tracked.parse(await carrier.track(number)).result;
  if (!first) throw new Error("nothing tracked");
  return { ...first, codes: first.checkpoints.map((checkpoint) => checkpoint.tracking_status) };
}

async function status(waybillNumber: string): Promise<unknown> {
  return Object((await carrier.call("express.order.get", { waybillNumber })).data).status;
}

function handOver(waybillNumber: string, journey?: string): void {
  carrier.simulator.control("POST", ["carriers", "yanwen", "received"], { waybillNumber, journey });
}

test("a parcel is followed from its label to the door", async () => {
  const { waybillNumber } = await book(carrier, "T-1");
  const created = await track(waybillNumber);
  expect(created).toMatchObject({
    tracking_number: waybillNumber,
    waybill_number: waybillNumber,
    exchange_number: null,
    tracking_status: "OR10",
    tracking_status_waybill: { level1: 2 },
    last_mile_tracking_expected: true,
    origin_country: "CN",
    destination_country: "US",
  });
  expect(created.checkpoints).toMatchObject([{ time_stamp: "2026-01-05T10:00:00", time_zone: "+08", location: "SHENZHEN, CN" }]);
  carrier.clock.advance(24 * hour);
  expect((await track(waybillNumber)).codes, "nothing moves before hand-over").toEqual(["OR10"]);

  handOver(waybillNumber);
  expect(await track(waybillNumber)).toMatchObject({ tracking_status: "PU10", tracking_status_waybill: { level1: 3 } });
  const statuses = new Set<unknown>();
  const seen = new Set<string>();
  for (let hours = 0; hours <= 200; hours += 2) {
    const now = await track(waybillNumber);
    for (const code of seen) expect(now.codes).toContain(code);
    for (const code of now.codes) seen.add(code);
    expect(now.codes.at(-1)).toBe(now.tracking_status);
    statuses.add(await status(waybillNumber));
    carrier.clock.advance(2 * hour);
  }
  const done = await track(waybillNumber);
  expect(done).toMatchObject({
    tracking_status: "LM40",
    tracking_status_waybill: { level1: 6 },
    exchange_number: expect.stringMatching(/^92\d{20}$/),
  });
  expect(done.codes.filter((code) => code !== "SC40")).toEqual([
    "OR10",
    "PU10",
    "SC10",
    "SC20",
    "EC10",
    "EC20",
    "LH10",
    "LH20",
    "LH50",
    "IC50",
    "IC60",
    "LM10",
    "LM20",
    "LM25",
    "LM40",
  ]);
  expect(done.checkpoints.at(-1)).toMatchObject({ location: "FRESNO, US", time_zone: "-06", is_last_mile_checkpoint: 1 });
  expect([...statuses]).toEqual([2, 3, 12, 4]);
  const instants = done.checkpoints.map((point) => Date.parse(`${point.time_stamp}${point.time_zone}:00`));
  expect(instants).toEqual(instants.toSorted((left, right) => left - right));
  expect(instants[0]).toBe(startMs);
});

test("ways that go wrong, a product that falls silent, a cancelled order", async () => {
  const tried = await book(carrier, "W-1");
  const returned = await book(carrier, "W-2");
  const lost = await book(carrier, "W-3");
  const economy = await book(carrier, "W-4", { top: { channelId: "201" } });
  const cancelled = await book(carrier, "W-5");
  handOver(tried.waybillNumber, "second-attempt");
  handOver(returned.waybillNumber, "returned");
  handOver(lost.waybillNumber, "lost");
  handOver(economy.waybillNumber);
  await carrier.call("express.order.cancel", { waybillNumber: cancelled.waybillNumber, note: "" });
  carrier.clock.advance(1000 * hour);
  expect((await track(tried.waybillNumber)).codes.slice(-4)).toEqual(["LM25", "LM50", "LM25", "LM40"]);
  expect(await track(returned.waybillNumber)).toMatchObject({ tracking_status: "LM90", tracking_status_waybill: { level1: 0 } });
  expect(await track(lost.waybillNumber)).toMatchObject({ tracking_status: "LM85", tracking_status_waybill: { level1: 9 } });
  expect(await track(economy.waybillNumber)).toMatchObject({ tracking_status: "LH20", last_mile_tracking_expected: false });
  expect(await track(cancelled.waybillNumber)).toMatchObject({ tracking_status: "OR30", tracking_status_waybill: { level1: 7 } });
});

test("several numbers at once, unknown ones marked, no more than thirty", async () => {
  const { waybillNumber } = await book(carrier, "N-1");
  const two = Tracked.parse(await carrier.track(`UA000000005YP,${waybillNumber}`));
  expect(two).toMatchObject({
    code: 0,
    result: [{ tracking_number: "UA000000005YP", tracking_status: "NOTFOUND", checkpoints: [] }, { tracking_status: "OR10" }],
  });
  expect(await carrier.track(Array.from({ length: 31 }, (_, n) => `U${n}`).join(","))).toMatchObject({ code: 1, result: null });
  expect(await carrier.track(Array.from({ length: 30 }, (_, n) => `U${n}`).join(","))).toMatchObject({ code: 0 });
  expect(await carrier.track("")).toMatchObject({ code: 1 });
  expect(await carrier.track(waybillNumber, "999999")).toMatchObject({ code: 1, result: null });
});

test("the journey can be made shorter, and a share of parcels gets into trouble", async () => {
  await carrier.close();
  carrier = await startCarrier({ journeyScale: 0.01, troubleShare: 0.5 });
  const numbers: string[] = [];
  for (let n = 0; n < 40; n += 1) numbers.push((await book(carrier, `J-${n}`)).waybillNumber);
  carrier.simulator.control("POST", ["carriers", "yanwen", "received"], { all: true });
  carrier.clock.advance(10 * hour);
  const ends = new Set<string>();
  for (const number of numbers) ends.add((await track(number)).tracking_status);
  expect([...ends].sort()).toEqual(["LM40", "LM85", "LM90"]);
});
