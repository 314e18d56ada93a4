import { afterAll, expect, test } from "vitest";
import { createTestDatabase } from "../../test/support/database.ts";
import { openTestApp } from "../../test/support/test-app.ts";
import { setUpTestShop } from "../../test/support/test-shop.ts";
import { virtualClock } from "../../test/support/virtual-clock.ts";
import { FencedOff } from "../db/fence.ts";
import { type Beat, beatLeases, claimLease, type Lease, listLeases } from "../db/leases.ts";
import type { ShopId } from "../kernel/id.ts";
import { type Budget, openBudget } from "./budget.ts";
import { keepLease, type LeaseKeeper } from "./lease-keeper.ts";

const database = await createTestDatabase();
const clock = virtualClock();
const { app, directory, close } = openTestApp(database, clock);
afterAll(close);

const policy = { rules: [{ kind: "window", calls: 120, windowMs: 60_000 }], banMs: 0 } as const;
const leaseMs = 15_000;
/** As the worker does it for many at once. */
const beatAlone = async (beat: Beat) => (await beatLeases(directory, [beat])).has(beat.lease.shopId);

async function claim(shopId: ShopId, owner: string): Promise<Lease> {
  const row = (await listLeases(directory, 100)).find((one) => one.shopId === shopId);
  const lease = row === undefined ? undefined : await claimLease(directory, row, owner);
  if (lease === undefined) throw new Error("not claimed");
  return lease;
}

function open(lease: Lease): { keeper: LeaseKeeper; budget: Budget } {
  const keeper = keepLease(directory, beatAlone, lease, clock, leaseMs);
  const shared = () => {
    throw new Error("no limit of this policy is shared");
  };
  return { keeper, budget: openBudget(policy, clock, { opening: keeper.opening, pledge: keeper.pledge, shared, share: () => 1 }) };
}

/** Highest slot that could be used, plus one, after as many calls as the budget grants by itself. */
async function spend(budget: Budget, calls: number): Promise<number> {
  let highest = -1;
  for (let call = 0; call < calls; call += 1) {
    const slot = await budget.acquire("P0", "any");
    highest = Math.max(highest, slot?.index ?? -1);
    if (slot !== undefined) budget.complete(slot);
    // ten in a row and then evenly spaced: the sleep that spaces them must end
    await clock.pass(500);
  }
  return highest + 1;
}

async function newShop(): Promise<ShopId> {
  return (await setUpTestShop(app, directory, {})).shopId;
}

const pledgedOf = async (shopId: ShopId, owner: string): Promise<number> => {
  const { slots } = await claim(shopId, owner);
  return slots?.pledged[0] ?? -1;
};

test("an heir finds every slot that its dead predecessor used, also when a beat met a pledge on its way", async () => {
  const shopId = await newShop();
  const { keeper, budget } = open(await claim(shopId, "one"));
  await keeper.beat(budget);
  let used = await spend(budget, 16);
  // the seventeenth call asks for more slots; the beat is due before the answer
  const next = budget.acquire("P0", "any");
  await keeper.beat(budget);
  const slot = await next;
  if (slot === undefined) throw new Error("no slot");
  used = Math.max(used, slot.index + 1);
  budget.close();
  expect(used).toBe(17);
  expect(await pledgedOf(shopId, "two")).toBeGreaterThanOrEqual(used);
});

test("an heir of a clean hand-over uses no slot beyond what the lease knows, from its first call on", async () => {
  const shopId = await newShop();
  const first = open(await claim(shopId, "one"));
  expect(await spend(first.budget, 16)).toBe(16);
  await first.keeper.release(first.budget);
  const second = open(await claim(shopId, "two"));
  const slot = await second.budget.acquire("P0", "any");
  if (slot === undefined) throw new Error("no slot");
  second.budget.close();
  expect(slot.index).toBe(16);
  expect(await pledgedOf(shopId, "three")).toBeGreaterThan(slot.index);
});

test("an owner whose shop was taken over may neither pledge nor beat", async () => {
  const shopId = await newShop();
  const { keeper, budget } = open(await claim(shopId, "one"));
  await claim(shopId, "two");
  expect(await keeper.pledge([16])).toBe(false);
  await expect(keeper.beat(budget)).rejects.toBeInstanceOf(FencedOff);
});

test("whoever has not beaten for three quarters of the lease sends no more", async () => {
  const shopId = await newShop();
  const { keeper, budget } = open(await claim(shopId, "one"));
  await keeper.beat(budget);
  await clock.pass(leaseMs * 0.75 - 1);
  expect(keeper.isFresh()).toBe(true);
  await clock.pass(1);
  expect(keeper.isFresh()).toBe(false);
});
