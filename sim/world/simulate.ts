import { z } from "zod";
import { revealRecipient } from "../../src/app/reveal-recipient.ts";
import { asId, type PackageId } from "../../src/kernel/id.ts";
import { createDatabase, dropDatabase, type ThrowAwayServer } from "../../test/support/throw-away-server.ts";
import { askForAnnouncements } from "./announcements.ts";
import type { Violation } from "./checks/look.ts";
import { type Backlog, checkHealed, listBacklog } from "./checks/progress.ts";
import { digestWorld } from "./digest.ts";
import { reachForOthers } from "./foreign-hands.ts";
import { type Inspector, openInspector, type Seen } from "./inspector.ts";
import type { LogLine } from "./log.ts";
import { openMischief } from "./mischief.ts";
import type { WorldOptions } from "./options.ts";
import { type Office, setUpOffices } from "./set-up.ts";
import { lookAtPages } from "./sights.ts";
import { openStaff } from "./staff.ts";
import { openStreet } from "./street.ts";
import { delaysOf } from "./wishes.ts";
import { startWorkers, type Workers } from "./workers.ts";
import { openWorld, type World } from "./world.ts";

export type Report = {
  seed: number;
  hours: number;
  shops: number;
  faults: Record<string, number>;
  /** Places at which the world may strike, and how often it did. */
  points: Record<string, number>;
  /** Share of these places that were hit at least once. */
  pointsHit: number;
  counts: Record<string, number>;
  /** From a buyer's wish to cancel until its package was stopped. */
  cancelSeenMs: ReturnType<typeof delaysOf>;
  log: Record<string, number>;
  violations: readonly Violation[];
  /** Virtual time from the end of the faults until nothing was left to do. */
  settleMs: number;
  /** Until nothing was left but stock pushes, for the first time: life at the platform goes on. */
  settleOrdersMs: number;
  digest: string;
};

export type Listener = {
  /** One sentence about how far it has come. */
  progress?: (sentence: string) => void;
  log?: (line: LogLine) => void;
  /** Lets a test plant a defect once everything is set up. */
  ready?: (world: World, offices: readonly Office[]) => void;
  /** The world ends as soon as this is true of what was found so far. */
  isEnough?: (violations: readonly Violation[]) => boolean;
};

const hourMs = 3_600_000;
const minuteMs = 60_000;
const stepsPerLook = 500;
// early, because all tables were empty, and then now and again
const isUpkeepDue = (looks: number): boolean => looks === 5 || looks % 200 === 50;
// a sweep comes every ten minutes, and it is what finds an order that was broken when the stream saw it
const settleMaxMs = 12 * minuteMs;
const settleLookMs = 2_000;
const throttledShare = 0.004;
const addressesMax = 100;
const othersMax = 40;

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
  const offices = await settleIn(world, inspector);
  listener.ready?.(world, offices);
  listener.progress?.(`set up, ${world.scheduler.steps()} steps`);
  const staff = await workUnderFaults(world, offices, workers, inspector, listener);
  const isEnough = listener.isEnough?.(inspector.violations()) ?? false;
  const { settleMs, settleOrdersMs } = isEnough ? { settleMs: 0, settleOrdersMs: 0 } : await heal(world, inspector);
  listener.progress?.(`at rest after ${Math.round(settleMs / 1000)} s`);
  if (!isEnough) await inspector.inspectAtRest(await askPeople(world, offices, inspector));
  // said at once: whoever lives a day through should not lose what was found to what comes after
  for (const one of inspector.violations()) listener.progress?.(`${one.invariant} at ${one.at}: ${one.fact}`);
  const { books, truth } = await inspector.look();
  const inState = (state: string) => books.packages.filter((pkg) => pkg.state === state).length;
  return {
    seed: world.options.seed,
    hours: world.options.hours,
    shops: world.options.shops,
    faults: { ...world.faults.counts(), ...(world.options.faults.has("throttled") && { throttled: countThrottled(world) }) },
    points: world.faults.points(),
    pointsHit: shareOf(Object.values(world.faults.points())),
    counts: {
      orders: truth.orders.length,
      packagesShipped: inState("shipped") + inState("delivered"),
      packagesCancelled: inState("cancelled"),
      confirmed: books.packages.filter((pkg) => pkg.backfillState === "confirmed").length,
      rejected: books.packages.filter((pkg) => pkg.backfillState === "rejected").length,
      bookings: truth.bookings.length,
      bookingsCancelled: truth.bookings.filter((booking) => !booking.isCharged).length,
      calls: world.network.calls(),
      announcements: world.post.taken(),
      crashes: workers.crashes(),
      ...staff,
      looks: inspector.looks(),
      steps: world.scheduler.steps(),
    },
    cancelSeenMs: delaysOf(world.wishes, inspector.stops()),
    log: world.log.counts(),
    violations: inspector.violations(),
    settleMs,
    settleOrdersMs,
    digest: await digestWorld(world, world.books, truth),
  };
}

/** Sets the sellers up without faults and waits until the first stock figures are at the platform. */
async function settleIn(world: World, inspector: Inspector): Promise<Office[]> {
  let offices: Office[] | undefined;
  const process = world.startProcess("office", 0, () => {});
  world.spawn(async () => {
    const opened = await setUpOffices(world, process);
    const [first] = opened;
    // the other half of the worlds lives by polling alone
    if (first !== undefined && world.random.fork("announcements").chance(0.5)) await askForAnnouncements(world, first);
    offices = opened;
  });
  await world.scheduler.run(() => offices !== undefined);
  await untilAtRest(world, inspector);
  if (offices === undefined) throw new Error("the set-up did not end");
  return offices;
}

async function workUnderFaults(
  world: World,
  offices: readonly Office[],
  workers: Workers,
  inspector: Inspector,
  listener: Listener,
): Promise<Record<string, number>> {
  const { scheduler, faults, temu } = world;
  const startMs = scheduler.nowMs();
  const endMs = startMs + world.options.hours * hourMs;
  world.openDoors();
  const street = openStreet(world);
  const staff = offices.map((office) => openStaff(world, office));
  faults.switch(true);
  workers.trouble();
  if (faults.isOn("throttled")) temu.faults.add({ name: "throttle-answer", share: throttledShare });
  const mischief = openMischief(world);
  let looks = 0;
  let isEnough = false;
  await scheduler.run(() => isEnough || scheduler.nowMs() >= endMs, {
    every: stepsPerLook,
    at: async () => {
      await inspector.inspect();
      looks += 1;
      // what autovacuum does in the field, which in a world would come at a moment of its own
      if (isUpkeepDue(looks)) await world.books.query("vacuum analyze");
      isEnough = listener.isEnough?.(inspector.violations()) ?? false;
      if (looks % 20 === 0) listener.progress?.(`${Math.round((scheduler.nowMs() - startMs) / minuteMs)} min, ${scheduler.steps()} steps`);
    },
  });
  faults.switch(false);
  workers.calm();
  mischief.stop();
  temu.faults.clear();
  street.close();
  for (const one of staff) one.goHome();
  return sumUp(staff.map((one) => one.done()));
}

function shareOf(hits: readonly number[]): number {
  return Math.round((100 * hits.filter((count) => count > 0).length) / Math.max(1, hits.length)) / 100;
}

function sumUp(tallies: readonly Record<string, number>[]): Record<string, number> {
  const sum: Record<string, number> = {};
  for (const tally of tallies) for (const [name, count] of Object.entries(tally)) sum[name] = (sum[name] ?? 0) + count;
  return sum;
}

const Arrivals = z.array(z.object({ outcome: z.string() }));
const throttledCode = "4000004";

/** The simulator throttles by itself: it knows how often. */
function countThrottled(world: World): number {
  return Arrivals.parse(world.temu.arrivals()).filter((arrival) => arrival.outcome === throttledCode).length;
}

/** What people see in the end: recipients of packages that wait for a label, as before choosing a channel, and the pages. */
async function askPeople(world: World, offices: readonly Office[], inspector: Inspector): Promise<Seen> {
  const { books } = await inspector.look();
  const orders = new Map(books.orders.map((order) => [order.id, order.platformOrderId]));
  const seen: Seen = { addresses: new Map(), sights: [], offices };
  let isDone = false;
  world.spawn(async () => {
    for (const office of offices) {
      const { process, scope } = office;
      const waiting = books.packages.filter((pkg) => pkg.tenant === scope.tenant && pkg.state === "pending_process").slice(0, addressesMax);
      for (const pkg of waiting) {
        const recipient = await revealRecipient(process.app, scope, asId<PackageId>(pkg.id), "check");
        if (recipient.ok) seen.addresses.set(orders.get(pkg.orderId) ?? "", recipient.value.addressLines[0] ?? "");
      }
      seen.sights.push(...(await lookAtPages(office)));
      const others = books.packages.filter((pkg) => pkg.tenant !== scope.tenant).slice(0, othersMax);
      seen.sights.push(
        ...(await reachForOthers(
          office,
          others.map((pkg) => asId<PackageId>(pkg.id)),
        )),
      );
    }
    isDone = true;
  });
  await world.scheduler.run(() => isDone);
  return seen;
}

/** I9: without faults everything that waits must end, and soon. */
async function heal(world: World, inspector: Inspector): Promise<Pick<Report, "settleMs" | "settleOrdersMs">> {
  const startMs = world.scheduler.nowMs();
  let settleOrdersMs: number | undefined;
  const backlog = await untilAtRest(world, inspector, ({ ofOrders }) => {
    if (ofOrders.length === 0) settleOrdersMs ??= world.scheduler.nowMs() - startMs;
  });
  inspector.add(checkHealed(world.scheduler.nowMs(), backlog, settleMaxMs));
  const settleMs = world.scheduler.nowMs() - startMs;
  return { settleMs, settleOrdersMs: settleOrdersMs ?? settleMs };
}

/** Lets time pass until nothing is left to do, or for the longest that is allowed. Returns what is left. */
async function untilAtRest(world: World, inspector: Inspector, look: (backlog: Backlog) => void = () => {}): Promise<string[]> {
  const startMs = world.scheduler.nowMs();
  for (;;) {
    const untilMs = world.scheduler.nowMs() + settleLookMs;
    // an excuse may be found while the last of the faults ends
    const endMs = Math.max(startMs, world.excuses.lastMs()) + settleMaxMs;
    await world.scheduler.run(() => world.scheduler.nowMs() >= untilMs);
    const { books, truth } = await inspector.look();
    const left = listBacklog(books, truth);
    look(left);
    const backlog = [...left.ofOrders, ...left.pushes];
    if (backlog.length === 0 || untilMs >= endMs) return backlog;
  }
}
