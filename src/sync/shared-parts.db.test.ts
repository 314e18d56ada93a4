import { afterAll, afterEach, expect, test } from "vitest";
import { createTestDatabase } from "../../test/support/database.ts";
import { openTestApp } from "../../test/support/test-app.ts";
import { virtualClock } from "../../test/support/virtual-clock.ts";
import { listShutAddresses, saveShutAddress } from "../db/shut-addresses.ts";
import type { Ways } from "../ports/http.ts";
import { openSharedParts } from "./shared-parts.ts";

const database = await createTestDatabase();
const clock = virtualClock();
const { app, directory, close } = openTestApp(database, clock);
afterAll(close);
afterEach(async () => {
  for (const { address } of await listShutAddresses(directory)) await saveShutAddress(directory, address, 0);
});

const banMs = 15 * 60_000;
const ways: Ways = {
  by: () => ({ send: async () => ({ ok: false, error: { kind: "closed", sent: false, detail: "nobody calls here" } }) }),
};
const openWorker = () => openSharedParts({ ...app, entropy: { ...app.entropy, fraction: () => 0 } }, directory, ways);

test("a ban that one worker met closes the address in every other at its next look", async () => {
  const [one, other] = [openWorker(), openWorker()];
  await one.learnShutAddresses();
  await other.learnShutAddresses();
  expect(await one.shutAddress("temu here", banMs)).toBe(true);
  expect(other.addresses.list()).toEqual([]);
  await other.learnShutAddresses();
  expect(other.addresses.list()).toMatchObject([{ address: "temu here" }]);
  expect(other.addresses.list()[0]?.leftMs).toBeGreaterThanOrEqual(banMs);
  // it is not news any more, for nobody
  expect(await other.shutAddress("temu here", banMs)).toBe(false);
});

test("what is known is not counted anew at each look", async () => {
  const [one, other] = [openWorker(), openWorker()];
  await one.shutAddress("temu here", banMs);
  await other.learnShutAddresses();
  await clock.pass(10 * 60_000);
  await other.learnShutAddresses();
  expect(other.addresses.list()[0]?.leftMs).toBeLessThanOrEqual(banMs - 9 * 60_000);
});

test("a worker that starts after the address has opened does not believe in the ban", async () => {
  const one = openWorker();
  await one.shutAddress("temu here", banMs);
  await clock.pass(banMs + 5_000);
  const canary = await one.addresses.pass("temu here", new AbortController().signal);
  canary?.end(true);
  await one.learnShutAddresses();
  const late = openWorker();
  await late.learnShutAddresses();
  expect(late.addresses.list()).toEqual([]);
});

test("a second ban of the same address is learned too", async () => {
  const [one, other] = [openWorker(), openWorker()];
  await one.shutAddress("temu here", 1_000);
  await other.learnShutAddresses();
  await clock.pass(10_000);
  for (const worker of [one, other]) (await worker.addresses.pass("temu here", new AbortController().signal))?.end(true);
  await one.learnShutAddresses();
  await other.learnShutAddresses();
  expect(other.addresses.list()).toEqual([]);
  expect(await one.shutAddress("temu here", banMs)).toBe(true);
  await other.learnShutAddresses();
  expect(other.addresses.list()).toMatchObject([{ address: "temu here" }]);
});
