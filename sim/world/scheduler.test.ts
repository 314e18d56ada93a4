import { expect, test } from "vitest";
import { seededRandom } from "../kernel/random.ts";
import { clockOf } from "./clocks.ts";
import { type Life, startLife } from "./life.ts";
import { openScheduler, type Scheduler, theWorld } from "./scheduler.ts";
import { openStillness, type Stillness } from "./stillness.ts";

function openTestWorld(): { scheduler: Scheduler; stillness: Stillness; start(name: string): Life } {
  const stillness = openStillness();
  const scheduler = openScheduler(1_000_000, () => stillness.rest());
  const start = (name: string) => startLife(scheduler, seededRandom(1), { name, skewMs: 0, onDeath: () => {} });
  return { scheduler, stillness, start };
}

test("alarms ring by time, then in the order in which they were set; cancelled ones don't", async () => {
  const { scheduler } = openTestWorld();
  const rung: string[] = [];
  const set = (name: string, ms: number) =>
    scheduler.at(1_000_000 + ms, theWorld, () => void rung.push(`${name} ${scheduler.nowMs() - 1_000_000}`));
  set("late", 50);
  set("first", 10);
  set("second", 10);
  set("never", 20).cancel();
  set("hurried", 90).hurry();
  await scheduler.run(() => rung.length === 4);
  expect(rung).toEqual(["hurried 0", "first 10", "second 10", "late 50"]);
});

test("time waits for work of the machine", async () => {
  const { scheduler, stillness } = openTestWorld();
  const rung: string[] = [];
  scheduler.at(1_000_000, theWorld, () => {
    void stillness.alone(async () => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      rung.push(`work ${scheduler.nowMs() - 1_000_000}`);
    });
  });
  scheduler.at(1_000_001, theWorld, () => void rung.push("alarm"));
  await scheduler.run(() => rung.length === 2);
  expect(rung).toEqual(["work 0", "alarm"]);
});

test("statements go one by one, in the order of asking, also after one that failed", async () => {
  const { stillness } = openTestWorld();
  const order: number[] = [];
  const work = (n: number) => stillness.alone(async () => void order.push(n));
  const failed = stillness.alone(() => Promise.reject(new Error("no")));
  await Promise.allSettled([work(1), failed, work(2), work(3)]);
  await expect(failed).rejects.toThrow("no");
  expect(order).toEqual([1, 2, 3]);
});

test("a paused process wakes up later, a dead one never", async () => {
  const { scheduler, start } = openTestWorld();
  const seen: string[] = [];
  const wait = async (life: Life, ms: number) => {
    await clockOf(scheduler, life).sleep(ms);
    seen.push(`${life.name} ${scheduler.nowMs() - 1_000_000}`);
  };
  const [paused, dead, killed] = [start("paused"), start("dead"), start("killed")];
  for (const life of [paused, dead, killed]) void wait(life, 10);
  paused.pause();
  dead.die();
  killed.dieIn(1);
  scheduler.at(1_000_500, theWorld, () => paused.resume());
  scheduler.at(1_001_000, theWorld, () => void seen.push("end"));
  await scheduler.run(() => seen.includes("end"));
  expect(seen).toEqual(["paused 500", "end"]);
  expect(killed.isDead).toBe(true);
});

test("a fibre that never waits is found out", async () => {
  const { scheduler, start } = openTestWorld();
  const clock = clockOf(scheduler, start("busy"));
  void (async () => {
    for (;;) await clock.sleep(0);
  })();
  await expect(scheduler.run(() => false)).rejects.toThrow("time stands still");
});

test("an abort wakes a sleeper early", async () => {
  const { scheduler, start } = openTestWorld();
  const stop = new AbortController();
  let wokeAt = -1;
  void clockOf(scheduler, start("sleeper"))
    .sleep(10_000, stop.signal)
    .then(() => {
      wokeAt = scheduler.nowMs() - 1_000_000;
    });
  scheduler.at(1_000_007, theWorld, () => stop.abort());
  await scheduler.run(() => wokeAt >= 0);
  expect(wokeAt).toBe(7);
});
