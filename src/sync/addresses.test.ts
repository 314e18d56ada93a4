import { describe, expect, test } from "vitest";
import { type VirtualClock, virtualClock } from "../../test/support/virtual-clock.ts";
import { type Addresses, openAddresses, type Passage } from "./addresses.ts";

const banMs = 15 * 60_000;
const own = "temu this machine";
const proxy = "temu proxy.example:3128";

type Shop = { calls: number[]; answers: { isGood: boolean } };

/** Shops that call again and again, each call 300 ms; a bad answer stands for whatever a banned caller gets. */
function openShops(clock: VirtualClock, addresses: Addresses, address: string, count: number): { shops: Shop[]; stop(): void } {
  const stop = new AbortController();
  const shops = Array.from({ length: count }, (): Shop => ({ calls: [], answers: { isGood: true } }));
  const run = async (shop: Shop) => {
    for (;;) {
      const passage: Passage | undefined = await addresses.pass(address, stop.signal);
      if (passage === undefined) return;
      shop.calls.push(clock.monotonicMs());
      await clock.sleep(300);
      passage.end(shop.answers.isGood);
    }
  };
  for (const shop of shops) void run(shop);
  return { shops, stop: () => stop.abort() };
}

const callsIn = (shops: readonly Shop[], from: number, to: number): number[] =>
  shops.flatMap((shop) => shop.calls.filter((at) => at >= from && at < to)).toSorted((one, other) => one - other);

describe("an address that the platform has shut out", () => {
  test("carries no call of any shop until the ban is over, then one canary, whose good answer opens it", async () => {
    const clock = virtualClock();
    const addresses = openAddresses(clock, () => 0.5);
    const { shops, stop } = openShops(clock, addresses, own, 5);
    await clock.pass(10_000);
    const shutAt = clock.monotonicMs();
    expect(addresses.shut(own, banMs)).toBe(true);
    expect(addresses.shut(own, banMs)).toBe(false);
    await clock.pass(banMs);
    expect(callsIn(shops, shutAt, shutAt + banMs)).toEqual([]);
    expect(addresses.list()).toMatchObject([{ address: own }]);
    await clock.pass(30_000);
    stop();
    const [canary = 0, second = 0] = callsIn(shops, shutAt, Number.POSITIVE_INFINITY);
    // not before the platform's own quarter of an hour is surely over, and not all at once
    expect(canary - shutAt).toBeGreaterThan(banMs + 5_000);
    expect(canary - shutAt).toBeLessThan(banMs + 15_000);
    expect(second - canary).toBeGreaterThanOrEqual(300);
    expect(addresses.list()).toEqual([]);
    for (const shop of shops) expect(shop.calls.filter((at) => at > canary).length).toBeGreaterThan(0);
  });

  test("is shut again for half a minute each time that the canary fails", async () => {
    const clock = virtualClock();
    const addresses = openAddresses(clock, () => 0);
    const { shops, stop } = openShops(clock, addresses, own, 5);
    const shutAt = clock.monotonicMs();
    addresses.shut(own, banMs);
    for (const shop of shops) shop.answers.isGood = false;
    await clock.pass(banMs + 5 * 60_000);
    const canaries = callsIn(shops, shutAt + 1_000, Number.POSITIVE_INFINITY);
    expect(canaries.length).toBeGreaterThanOrEqual(8);
    for (const [index, at] of canaries.entries()) if (index > 0) expect(at - (canaries[index - 1] ?? 0)).toBeGreaterThanOrEqual(30_000);
    for (const shop of shops) shop.answers.isGood = true;
    const before = clock.monotonicMs();
    await clock.pass(60_000);
    stop();
    expect(callsIn(shops, before, clock.monotonicMs()).length).toBeGreaterThan(100);
  });

  test("comes back by a quarter, a half, the whole, a minute each", async () => {
    const clock = virtualClock();
    const addresses = openAddresses(clock, () => 0);
    const signal = new AbortController().signal;
    addresses.shut(own, banMs);
    await clock.pass(banMs + 5_000);
    const canary = await addresses.pass(own, signal);
    canary?.end(true);
    const shares: number[] = [];
    for (let half = 0; half < 6; half += 1) {
      shares.push(addresses.share(own));
      await clock.pass(30_000);
    }
    expect(shares).toEqual([0.25, 0.25, 0.5, 0.5, 1, 1]);
  });

  test("does not hold back calls by another address", async () => {
    const clock = virtualClock();
    const addresses = openAddresses(clock, () => 0);
    const direct = openShops(clock, addresses, own, 2);
    const proxied = openShops(clock, addresses, proxy, 1);
    addresses.shut(own, banMs);
    const shutAt = clock.monotonicMs();
    await clock.pass(60_000);
    direct.stop();
    proxied.stop();
    expect(callsIn(direct.shops, shutAt + 1, Number.POSITIVE_INFINITY)).toEqual([]);
    expect(callsIn(proxied.shops, shutAt, Number.POSITIVE_INFINITY).length).toBeGreaterThan(150);
    expect(addresses.share(proxy)).toBe(1);
  });

  test("a passage that was given before the ban is no longer open, and its end changes nothing", async () => {
    const clock = virtualClock();
    const addresses = openAddresses(clock, () => 0);
    const early = await addresses.pass(own, new AbortController().signal);
    addresses.shut(own, banMs);
    expect(early?.isOpen()).toBe(false);
    early?.end(true);
    expect(addresses.list()).toHaveLength(1);
  });
});
