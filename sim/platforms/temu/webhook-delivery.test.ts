import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { httpSender, type Sender } from "../../kernel/sender.ts";
import { fileStore, memoryStore } from "../../kernel/store.ts";
import { decrypt, formsOf, type Received, type Receiver, startReceiver } from "./webhook-receiver.ts";
import { appSecret, place, placeOne, startTemu, type TestTemu, testClock } from "./wire-client.ts";

const statusEvent = "bg_order_status_change_event";
const addressChanged = "bg_trade_logistics_address_changed";
const minute = 60_000;
const hour = 60 * minute;

/** The machine's network without the platform's impatience: two busy cores aren't what is tested. */
const patient: Sender = (request) => httpSender()({ ...request, timeoutMs: 10_000 });

let temu: TestTemu;
let receiver: Receiver;

beforeEach(async () => {
  receiver = await startReceiver();
  temu = await startTemu({}, memoryStore(), 7, testClock(), patient);
});
afterEach(async () => {
  await temu.close();
  await receiver.close();
});

const subscribe = (more: Record<string, unknown> = {}) =>
  temu.control("POST", "webhooks", { platform: "temu", url: receiver.url, ...more });
const fault = (name: string, more: Record<string, unknown> = {}) => temu.simulator.faults.add({ name, share: 1, ...more });
const clear = (message: Received): unknown => JSON.parse(decrypt(message, appSecret));
const stats = (): unknown => Reflect.get(Object(temu.simulator.stats()), "shops")[0].webhooks;
const received = (count: number) => expect.poll(() => receiver.received.length).toBe(count);
/** Lets time pass and waits for so many messages in all. */
const later = async (ms: number, count: number): Promise<Received[]> => {
  temu.clock.advance(ms);
  await received(count);
  return receiver.received;
};

describe("until it is answered", () => {
  const waits = [2 * minute, 10 * minute, 30 * minute, hour, hour, hour, 12 * hour, 12 * hour];

  test("eight repetitions at the published distances, the same bytes, then it is given up", async () => {
    subscribe();
    receiver.answers.push(...Array.from({ length: 9 }, () => 500));
    placeOne(temu);
    await later(1000, 1);
    for (const [index, wait] of waits.entries()) {
      await expect.poll(() => receiver.quiet()).toBe(index + 1);
      temu.clock.advance(wait - 1);
      expect(await receiver.quiet()).toBe(index + 1);
      await later(1, index + 2);
    }
    expect(new Set(receiver.received.map((message) => message.body + message.headers["x-tm-signature"])).size).toBe(1);
    await expect.poll(stats).toMatchObject({ events: 1, sent: 9, retried: 8, answered: 0, givenUp: 1, waiting: 0 });
    temu.clock.advance(48 * hour);
    expect(await receiver.quiet()).toBe(9);
  });

  test.each([201, 204, 302, 404, 503])("HTTP %i is no answer", async (status) => {
    subscribe();
    receiver.answers.push(status);
    placeOne(temu);
    await later(1000, 1);
    await receiver.quiet();
    await later(2 * minute, 2);
    await expect.poll(stats).toMatchObject({ sent: 2, retried: 1, answered: 1, givenUp: 0, waiting: 0 });
  });

  test("silence for half a second is none either", async () => {
    const strict = await startTemu({}, memoryStore(), 7, testClock(), httpSender());
    strict.control("POST", "webhooks", { url: receiver.url });
    receiver.answers.push(0);
    placeOne(strict);
    strict.clock.advance(1000);
    await expect.poll(() => receiver.received.length).toBe(1);
    const waiting = () => Reflect.get(Object(strict.simulator.stats()), "shops")[0].webhooks;
    expect(waiting()).toMatchObject({ sent: 1, answered: 0, waiting: 1 });
    await new Promise((resolve) => setTimeout(resolve, 700));
    strict.clock.advance(2 * minute);
    await expect.poll(() => receiver.received.length).toBe(2);
    await strict.close();
  });

  test("a repetition has its own time, when that is chosen", async () => {
    subscribe({ stamp: "attempt" });
    receiver.answers.push(500);
    placeOne(temu);
    await later(1000, 1);
    await receiver.quiet();
    const [first, second] = await later(2 * minute, 2);
    expect(Number(second?.headers["x-tm-timestamp"]) - Number(first?.headers["x-tm-timestamp"])).toBe(2 * minute);
    expect(second === undefined ? [] : formsOf(second, appSecret)).toEqual(["pairs"]);
  });

  test("a restart of the platform goes on where it stopped", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "temu-"));
    const store = fileStore(path.join(folder, "temu.sqlite"));
    const clock = testClock();
    const first = await startTemu({}, store, 7, clock, patient);
    first.control("POST", "webhooks", { url: receiver.url });
    receiver.answers.push(500);
    placeOne(first);
    clock.advance(1000);
    await received(1);
    await receiver.quiet();
    await first.close();
    const second = await startTemu({}, store, 8, clock, patient);
    expect(Reflect.get(Object(second.simulator.stats()), "shops")[0].webhooks).toMatchObject({ sent: 1, waiting: 1 });
    clock.advance(2 * minute);
    await received(2);
    expect(receiver.received[1]?.body).toBe(receiver.received[0]?.body);
    placeOne(second);
    clock.advance(1000);
    await received(3);
    await second.close();
    store.close();
    rmSync(folder, { recursive: true });
  });
});

describe("faults", () => {
  beforeEach(() => void subscribe());
  const bodies = (): string[] => receiver.received.map((message) => message.body);

  test("lost: it never comes", async () => {
    fault("webhook-lost", { count: 1 });
    placeOne(temu);
    placeOne(temu);
    await later(1000, 1);
    temu.clock.advance(hour);
    expect(await receiver.quiet()).toBe(1);
    expect(stats()).toMatchObject({ events: 2, lost: 1, sent: 1, answered: 1 });
  });

  test("duplicated: so many copies more, byte for byte", async () => {
    fault("webhook-duplicated", { count: 1, times: 3 });
    placeOne(temu);
    await later(1000, 4);
    expect(new Set(bodies()).size).toBe(1);
    await expect.poll(stats).toMatchObject({ sent: 1, duplicated: 3, answered: 1 });
  });

  test("delayed: it comes so much later", async () => {
    fault("webhook-delayed", { count: 1, delayMs: 5 * minute });
    placeOne(temu);
    temu.clock.advance(5 * minute - 1);
    expect(await receiver.quiet()).toBe(0);
    await later(1000, 1);
  });

  test("reordered: it comes after the one behind it, or by itself in the end", async () => {
    fault("webhook-reordered", { count: 2 });
    const [first] = place(temu);
    temu.clock.advance(1000);
    expect(await receiver.quiet()).toBe(0);
    temu.simulator.faults.clear();
    const [second] = place(temu, { lines: [{ extCode: "HG-MUG-0007-BL", quantity: 1 }] });
    temu.clock.advance(1000);
    await expect.poll(() => receiver.received.length).toBeGreaterThan(1);
    const told = receiver.received.map((message) => Reflect.get(Object(clear(message)), "parentOrderSn"));
    expect(told[0]).toBe(second);
    expect(told.slice(1)).toContain(first);
    fault("webhook-reordered", { count: 1 });
    const before = receiver.received.length;
    placeOne(temu);
    await later(minute, before + 1);
  });

  test("replayed: the very message again, later, once", async () => {
    fault("webhook-replayed", { count: 1, delayMs: 30 * minute });
    placeOne(temu);
    await later(1000, 1);
    await expect.poll(stats).toMatchObject({ answered: 1 });
    temu.clock.advance(30 * minute - 1);
    expect(await receiver.quiet()).toBe(1);
    const [original, again] = await later(1, 2);
    expect({ ...again?.headers, host: "" }).toEqual({ ...original?.headers, host: "" });
    expect(bodies()[1]).toBe(bodies()[0]);
    await expect.poll(stats).toMatchObject({ sent: 1, replayed: 1 });
  });

  test("forged: beside the true one comes one that the secret did not make; taking it with 200 is counted", async () => {
    fault("webhook-forged", { count: 1 });
    placeOne(temu);
    const [genuine, forged] = await later(1000, 2);
    if (genuine === undefined || forged === undefined) return;
    expect(formsOf(genuine, appSecret)).toEqual(["pairs"]);
    expect(() => formsOf(forged, appSecret)).toThrow();
    await expect.poll(stats).toMatchObject({ sent: 1, answered: 1, forged: 1, forgedTaken: 1 });
  });

  test("altered: the true cipher under a time that was not signed; a refusal stops it", async () => {
    fault("webhook-forged", { count: 1, forgery: "altered" });
    receiver.answers.push(200, 401);
    placeOne(temu);
    const [genuine, forged] = await later(1000, 2);
    if (genuine === undefined || forged === undefined) return;
    expect(forged.body).toBe(genuine.body);
    expect(formsOf(forged, appSecret)).toEqual([]);
    temu.clock.advance(hour);
    expect(await receiver.quiet()).toBe(2);
    expect(stats()).toMatchObject({ forged: 1, forgedTaken: 0, answered: 1 });
  });

  test("strike by event and order, as every fault", async () => {
    const sn = placeOne(temu);
    await later(1000, 1);
    fault("webhook-lost", { match: addressChanged });
    temu.control("POST", `orders/${sn}/address`, { city: "Boise" });
    placeOne(temu);
    expect((await later(1000, 2)).map((message) => message.headers["x-tm-event-code"])).toEqual([statusEvent, statusEvent]);
  });
});
