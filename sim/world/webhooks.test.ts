import { expect, test } from "vitest";
import { seededRandom } from "../kernel/random.ts";
import type { Sender } from "../kernel/sender.ts";
import { memoryStore } from "../kernel/store.ts";
import { createTemuSimulator } from "../platforms/temu/simulator.ts";
import { runAtWork, simClock } from "./clocks.ts";
import { openScheduler, theWorld } from "./scheduler.ts";
import { openStillness } from "./stillness.ts";

const startMs = 1_760_000_000_000;
const minute = 60_000;
const mug = [{ extCode: "HG-MUG-0007-BL", quantity: 1 }];

test("webhooks go out and are repeated in virtual time, and the call that caused one is over when it is answered", async () => {
  const stillness = openStillness();
  let moving = 0;
  const counted = {
    ...stillness,
    begin: () => {
      const end = stillness.begin();
      moving += 1;
      return () => {
        moving -= 1;
        end();
      };
    },
  };
  const scheduler = openScheduler(startMs, () => stillness.rest());
  const sent: { afterMs: number; moving: number }[] = [];
  const statuses = [200, 503];
  const send: Sender = async () => {
    sent.push({ afterMs: scheduler.nowMs() - startMs, moving });
    return statuses.shift() ?? 200;
  };
  const world = { clock: simClock(scheduler), random: seededRandom(1), store: memoryStore(), send };
  const temu = createTemuSimulator(world, { openingOrders: 0 });
  temu.control("POST", ["webhooks"], { url: "http://127.0.0.1:8080/hooks/temu/shop" });
  scheduler.at(startMs + minute, theWorld, () => {
    void runAtWork(counted, async () => temu.control("POST", ["orders"], { status: 1, pendingSeconds: 240, lines: mug }));
  });
  const endMs = startMs + 20 * minute;
  scheduler.at(endMs, theWorld, () => {});
  await scheduler.run(() => scheduler.nowMs() >= endMs);
  expect(sent.map((one) => one.afterMs)).toEqual([minute + 300, 5 * minute + 300, 7 * minute + 300]);
  expect(new Set(sent.map((one) => one.moving))).toEqual(new Set([0]));
  expect(moving).toBe(0);
  temu.close();
});
