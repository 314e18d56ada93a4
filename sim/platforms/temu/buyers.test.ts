import { describe, expect, test } from "vitest";
import { seededRandom } from "../../kernel/random.ts";
import { memoryStore } from "../../kernel/store.ts";
import { startBuyers } from "./buyers.ts";
import { startTemu, testClock } from "./wire-client.ts";

const hourMs = 3_600_000;

/** Turns a clock by small steps, letting sleepers work in between. */
async function pass(clock: ReturnType<typeof testClock>, ms: number, stepMs = 1000): Promise<void> {
  for (let passed = 0; passed < ms; passed += stepMs) {
    clock.advance(stepMs);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

async function watch(seed: number, perHour: number, ms: number) {
  const clock = testClock();
  const bought: { atMs: number; pendingSeconds: number | undefined }[] = [];
  const world = { clock, random: seededRandom(seed), store: memoryStore() };
  const buyers = startBuyers(world, perHour, (purchase) => bought.push({ atMs: clock.nowMs(), ...purchase }));
  await pass(clock, ms);
  buyers.stop();
  return bought;
}

describe("buyers", () => {
  test("come at the rate, by chance, the same for a seed", async () => {
    const bought = await watch(42, 240, 4 * hourMs);
    expect(await watch(42, 240, 4 * hourMs)).toEqual(bought);
    expect(await watch(43, 240, 4 * hourMs)).not.toEqual(bought);
    // 960 expected; a Poisson count strays by 31
    expect(Math.abs(bought.length - 960)).toBeLessThan(150);
    const late = bought.filter((purchase) => purchase.pendingSeconds !== undefined).length;
    expect(late / bought.length).toBeGreaterThan(0.04);
    expect(late / bought.length).toBeLessThan(0.14);
    const gaps = bought.slice(1).map((purchase, index) => purchase.atMs - (bought[index]?.atMs ?? 0));
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
    const spread = Math.sqrt(gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length);
    // exponential gaps spread as far as they are long; regular ones would not
    expect(spread / mean).toBeGreaterThan(0.8);
  });

  test("follow a new rate at once and stop", async () => {
    const clock = testClock();
    let bought = 0;
    const buyers = startBuyers({ clock, random: seededRandom(1), store: memoryStore() }, 0.001, () => {
      bought += 1;
    });
    await pass(clock, 60_000);
    expect(bought).toBe(0);
    buyers.setRate(3600);
    await pass(clock, 60_000, 100);
    expect(bought).toBeGreaterThan(30);
    buyers.stop();
    const before = bought;
    await pass(clock, 60_000);
    expect(bought).toBe(before);
    expect(buyers.rate()).toBe(0);
  });

  test("of the simulator place orders, by the control port's rate", async () => {
    const temu = await startTemu();
    const orders = () => Reflect.get(Object(temu.simulator.stats()), "shops")[0].orders;
    temu.control("POST", "buyers", { platform: "temu", perHour: 3600 });
    await pass(temu.clock, 120_000);
    const placed = orders();
    expect(placed).toBeGreaterThan(70);
    temu.control("POST", "buyers", { perHour: 0 });
    await pass(temu.clock, 60_000);
    expect(orders()).toBe(placed);
    await temu.close();
  });
});

test("the same seed and the same acts give the same orders", async () => {
  const look = async (seed: number) => {
    const temu = await startTemu({ openingOrders: 20, buyersPerHour: 600 }, memoryStore(), seed);
    await pass(temu.clock, 600_000);
    const reply = temu.control("GET", "orders");
    await temu.close();
    return reply;
  };
  const first = await look(5);
  expect(await look(5)).toEqual(first);
  expect(await look(6)).not.toEqual(first);
});
