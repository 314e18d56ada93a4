import { runWorker } from "../../src/sync/worker.ts";
import type { Random } from "../kernel/random.ts";
import type { Life } from "./life.ts";
import type { World } from "./world.ts";

const settings = { leaseMs: 15_000, beatMs: 3_000 };
const workerCount = 2;
const secondMs = 1_000;

/** Worker processes that come and go; each run has a name of its own. */
export type Workers = {
  /** Lets chance kill, stop and restart them from now on. */
  trouble(): void;
  /** From now on they live; a stopped one goes on. */
  calm(): void;
  crashes(): number;
};

type Slot = { life: Life; stop: AbortController; awaitsBefore: number };

/** Keeps two workers running; a dead one is started again after a while, under another name, as a supervisor does. */
export function startWorkers(world: World): Workers {
  const random = world.random.fork("workers");
  const slots = new Map<number, Slot>();
  let isTroubled = false;
  let crashes = 0;
  for (let index = 1; index <= workerCount; index += 1) {
    world.spawn(() =>
      keepWorker(world, random.fork(`slot ${index}`), index, slots, () => {
        crashes += 1;
      }),
    );
  }
  world.spawn(async () => {
    for (;;) {
      await world.sleep((random.int(90, 400) * secondMs) / Math.max(1, world.options.storm ?? 1));
      if (isTroubled) strike(world, random, [...slots.values()]);
    }
  });
  return {
    trouble: () => {
      isTroubled = true;
    },
    calm: () => {
      isTroubled = false;
      for (const { life } of slots.values()) {
        life.dieIn(undefined);
        if (life.isPaused) life.resume();
      }
    },
    crashes: () => crashes,
  };
}

async function keepWorker(world: World, random: Random, index: number, slots: Map<number, Slot>, onCrash: () => void): Promise<void> {
  for (let run = 1; ; run += 1) {
    const death = Promise.withResolvers<"died">();
    const skewMs = world.faults.isOn("skew") ? random.int(-20_000, 20_000) : 0;
    if (skewMs !== 0) {
      world.faults.count("skew");
      world.faults.hit("clock skew");
    }
    const name = `worker-${index}-${run}`;
    const { life, app, directory, http } = world.startProcess(name, skewMs, () => death.resolve("died"));
    const stop = new AbortController();
    slots.set(index, { life, stop, awaitsBefore: 0 });
    const ended = runWorker(app, directory, { by: () => http }, { ...settings, name, address: "office", maxShops: 100 }, stop.signal).then(
      () => "stopped" as const,
    );
    if ((await Promise.race([ended, death.promise])) === "died") {
      onCrash();
      world.faults.count("crash");
      world.faults.hit("process killed");
    }
    life.die();
    await world.sleep(random.int(1, 20) * secondMs);
  }
}

/** One misfortune, mostly for the worker that has most to do. */
function strike(world: World, random: Random, slots: readonly Slot[]): void {
  const kinds = (["crash", "pause", "restart", "clock-step"] as const).filter((kind) => world.faults.isOn(kind));
  const living = slots.filter(({ life }) => !life.isDead && !life.isPaused);
  const busiest = living.toSorted((left, right) => recentAwaits(right) - recentAwaits(left));
  const slot = random.chance(0.8) ? busiest[0] : busiest.at(-1);
  for (const one of slots) one.awaitsBefore = one.life.awaits();
  if (slot === undefined || kinds.length === 0) return;
  const { life, stop } = slot;
  switch (random.pick(kinds)) {
    case "crash":
      life.dieIn(random.int(1, 400));
      // now and then its heir dies early, too
      if (random.chance(0.3)) busiest.find((one) => one !== slot)?.life.dieIn(random.int(1, 3_000));
      return;
    case "pause":
      world.faults.count("pause");
      world.faults.hit("process paused");
      life.pause();
      world.spawn(async () => {
        await world.sleep(random.int(2, 90) * secondMs);
        if (life.isPaused) life.resume();
      });
      return;
    case "restart":
      world.faults.count("restart");
      world.faults.hit("process restarted");
      stop.abort();
      return;
    case "clock-step":
      world.faults.count("clock-step");
      world.faults.hit("clock step");
      stepClock(world, random, life);
  }
}

/** Somebody sets a machine's clock wrong, up to ten minutes, and right again a little later. */
function stepClock(world: World, random: Random, life: Life): void {
  const ms = random.pick([-1, 1]) * random.int(1, 600) * secondMs;
  const forMs = random.int(5, 90) * secondMs;
  life.stepClock(ms);
  // what it put off by its clock stays put off
  for (const { plan } of world.accounts) world.excuses.shop(plan.mallId, world.scheduler.nowMs() + forMs + Math.max(0, ms));
  world.spawn(async () => {
    await world.sleep(forMs);
    life.stepClock(-ms);
  });
}

const recentAwaits = ({ life, awaitsBefore }: Slot): number => life.awaits() - awaitsBefore;
