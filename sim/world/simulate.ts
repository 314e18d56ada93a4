import { z } from "zod";
import { revealRecipient } from "../../src/app/reveal-recipient.ts";
import { asId, type PackageId } from "../../src/kernel/id.ts";
import { createDatabase, dropDatabase, type ThrowAwayServer } from "../../test/support/throw-away-server.ts";
import type { Violation } from "./checks/look.ts";
import { checkHealed, listBacklog } from "./checks/progress.ts";
import { digestWorld } from "./digest.ts";
import { type Inspector, openInspector } from "./inspector.ts";
import type { LogLine } from "./log.ts";
import type { WorldOptions } from "./options.ts";
import { type Office, setUpOffice } from "./set-up.ts";
import { openStaff } from "./staff.ts";
import { openStreet } from "./street.ts";
import { startWorkers, type Workers } from "./workers.ts";
import { openWorld, type World } from "./world.ts";

export type Report = {
  seed: number;
  hours: number;
  shops: number;
  faults: Record<string, number>;
  counts: Record<string, number>;
  log: Record<string, number>;
  violations: readonly Violation[];
  /** Virtual time from the end of the faults until nothing was left to do. */
  settleMs: number;
  digest: string;
};

export type Listener = {
  /** One sentence about how far it has come. */
  progress?: (sentence: string) => void;
  log?: (line: LogLine) => void;
  /** Lets a test plant a defect once everything is set up. */
  ready?: (world: World, office: Office) => void;
};

const hourMs = 3_600_000;
const minuteMs = 60_000;
const stepsPerLook = 500;
const settleMaxMs = 10 * minuteMs;
const settleLookMs = 2_000;
const throttledShare = 0.004;
const addressesMax = 100;

/** Lives a world through: set-up, some hours under faults (safety), then without them until nothing is left to do (liveness). */
export async function simulate(server: ThrowAwayServer, options: WorldOptions, listener: Listener = {}): Promise<Report> {
  const database = await createDatabase(server);
  try {
    const world = await openWorld(options, database, listener.log ?? (() => {}));
    try {
      return await live(world, listener);
    } finally {
      await world.close();
    }
  } finally {
    await dropDatabase(server, database);
  }
}

async function live(world: World, listener: Listener): Promise<Report> {
  const inspector = openInspector(world);
  const workers = startWorkers(world);
  const office = await settleIn(world, inspector);
  listener.ready?.(world, office);
  listener.progress?.(`set up, ${world.scheduler.steps()} steps`);
  const staff = await workUnderFaults(world, office, workers, inspector, listener);
  const settleMs = await heal(world, inspector);
  listener.progress?.(`at rest after ${Math.round(settleMs / 1000)} s`);
  await inspector.inspectAtRest(await readAddresses(world, office, inspector));
  const { books, truth } = await inspector.look();
  const inState = (state: string) => books.packages.filter((pkg) => pkg.state === state).length;
  return {
    seed: world.options.seed,
    hours: world.options.hours,
    shops: world.options.shops,
    faults: { ...world.faults.counts(), ...(world.options.faults.has("throttled") && { throttled: countThrottled(world) }) },
    counts: {
      orders: truth.orders.length,
      packagesShipped: inState("shipped") + inState("delivered"),
      packagesCancelled: inState("cancelled"),
      confirmed: books.packages.filter((pkg) => pkg.backfillState === "confirmed").length,
      rejected: books.packages.filter((pkg) => pkg.backfillState === "rejected").length,
      bookings: truth.bookings.length,
      bookingsCancelled: truth.bookings.filter((booking) => !booking.isCharged).length,
      calls: world.network.calls(),
      crashes: workers.crashes(),
      ...staff,
      looks: inspector.looks(),
      steps: world.scheduler.steps(),
    },
    log: world.log.counts(),
    violations: inspector.violations(),
    settleMs,
    digest: await digestWorld(world, world.books, truth),
  };
}

/** Sets the tenant up without faults and waits until the first stock figures are at the platform. */
async function settleIn(world: World, inspector: Inspector): Promise<Office> {
  let office: Office | undefined;
  const process = world.startProcess("office", 0, () => {});
  world.spawn(async () => {
    office = await setUpOffice(world, process);
  });
  await world.scheduler.run(() => office !== undefined);
  await untilAtRest(world, inspector);
  if (office === undefined) throw new Error("the set-up did not end");
  return office;
}

async function workUnderFaults(
  world: World,
  office: Office,
  workers: Workers,
  inspector: Inspector,
  listener: Listener,
): Promise<Record<string, number>> {
  const { scheduler, faults, temu } = world;
  const startMs = scheduler.nowMs();
  const endMs = startMs + world.options.hours * hourMs;
  const street = openStreet(world);
  const staff = openStaff(world, office);
  faults.switch(true);
  workers.trouble();
  if (faults.isOn("throttled")) temu.faults.add({ name: "throttle-answer", share: throttledShare });
  let looks = 0;
  await scheduler.run(() => scheduler.nowMs() >= endMs, {
    every: stepsPerLook,
    at: async () => {
      await inspector.inspect();
      looks += 1;
      if (looks % 20 === 0) listener.progress?.(`${Math.round((scheduler.nowMs() - startMs) / minuteMs)} min, ${scheduler.steps()} steps`);
    },
  });
  faults.switch(false);
  workers.calm();
  temu.faults.clear();
  street.close();
  staff.goHome();
  return { ...staff.done() };
}

const Arrivals = z.array(z.object({ outcome: z.string() }));
const throttledCode = "4000004";

/** The simulator throttles by itself: it knows how often. */
function countThrottled(world: World): number {
  return Arrivals.parse(world.temu.arrivals()).filter((arrival) => arrival.outcome === throttledCode).length;
}

/** Reads the recipients of packages that wait for a label, as a person does before choosing a channel. */
async function readAddresses(world: World, { process, scope }: Office, inspector: Inspector): Promise<ReadonlyMap<string, string>> {
  const { books } = await inspector.look();
  const orders = new Map(books.orders.map((order) => [order.id, order.platformOrderId]));
  const waiting = books.packages.filter((pkg) => pkg.state === "pending_process").slice(0, addressesMax);
  const found = new Map<string, string>();
  let isDone = false;
  world.spawn(async () => {
    for (const pkg of waiting) {
      const recipient = await revealRecipient(process.app, scope, asId<PackageId>(pkg.id), "check");
      if (recipient.ok) found.set(orders.get(pkg.orderId) ?? "", recipient.value.addressLines[0] ?? "");
    }
    isDone = true;
  });
  await world.scheduler.run(() => isDone);
  return found;
}

/** I9: without faults everything that waits must end, and soon. */
async function heal(world: World, inspector: Inspector): Promise<number> {
  const startMs = world.scheduler.nowMs();
  const backlog = await untilAtRest(world, inspector);
  inspector.add(checkHealed(world.scheduler.nowMs(), backlog, settleMaxMs));
  return world.scheduler.nowMs() - startMs;
}

/** Lets time pass until nothing is left to do, or for the longest that is allowed. Returns what is left. */
async function untilAtRest(world: World, inspector: Inspector): Promise<string[]> {
  const endMs = world.scheduler.nowMs() + settleMaxMs;
  for (;;) {
    const untilMs = world.scheduler.nowMs() + settleLookMs;
    await world.scheduler.run(() => world.scheduler.nowMs() >= untilMs);
    const { books, truth } = await inspector.look();
    const backlog = listBacklog(books, truth);
    if (backlog.length === 0 || untilMs >= endMs) return backlog;
  }
}
