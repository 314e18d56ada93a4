import { describe, expect, test } from "vitest";
import { seededRandom } from "../../sim/kernel/random.ts";
import { type VirtualClock, virtualClock } from "../../test/support/virtual-clock.ts";
import { asId, type TenantId } from "../kernel/id.ts";
import { fail, ok, type Result } from "../kernel/result.ts";
import type { Http, HttpFailure, HttpRequest, HttpResponse } from "../ports/http.ts";
import { type Addresses, openAddresses } from "./addresses.ts";
import { type Budget, openBudget } from "./budget.ts";
import { type CallSeen, type Gate, openGate } from "./gate.ts";
import { openTurnstile } from "./turnstile.ts";

const request: HttpRequest = {
  method: "GET",
  url: "http://platform.test/",
  headers: {},
  body: null,
  timeoutMs: 15_000,
  maxBytes: 1_000,
  operation: "any",
};
const answer = (status: number): Result<HttpResponse, HttpFailure> => ok({ status, headers: {}, body: Buffer.from("{}") });
const lost = (kind: HttpFailure["kind"], sent: boolean): Result<HttpResponse, HttpFailure> => fail({ kind, sent, detail: "" });

type Ends = { complete: number; abandon: number; giveBack: number };

/** A budget that keeps book: which slots were granted, how each ended, and how many are out at once. */
function keepBook(budget: Budget): { budget: Budget; granted: number; open: Set<object>; ends: Ends } {
  const book = { granted: 0, open: new Set<object>(), ends: { complete: 0, abandon: 0, giveBack: 0 } };
  const end =
    (kind: "complete" | "abandon" | "giveBack"): Budget["complete"] =>
    (slot) => {
      if (!book.open.delete(slot)) throw new Error("a slot ended twice, or was never granted");
      book.ends[kind] += 1;
      budget[kind](slot);
    };
  const counting: Budget = {
    ...budget,
    acquire: async (...wanted) => {
      const slot = await budget.acquire(...wanted);
      if (slot === undefined) return undefined;
      book.granted += 1;
      book.open.add(slot);
      return slot;
    },
    complete: end("complete"),
    abandon: end("abandon"),
    giveBack: end("giveBack"),
  };
  return Object.assign(book, { budget: counting });
}

type Wire = Http & { sends: number; overOne: number; lastBody: string | null };

/** Counts requests on the wire; each takes the next answer of `answers`, after its time. `overOne`: sends without a slot of their own. */
function openWire(
  clock: VirtualClock,
  book: { open: Set<object> },
  answerTo: () => { ms: number; reply: Result<HttpResponse, HttpFailure> },
): Wire {
  let onWire = 0;
  const wire: Wire = {
    sends: 0,
    overOne: 0,
    lastBody: null,
    send: async ({ body }) => {
      wire.lastBody = body;
      const { ms, reply } = answerTo();
      onWire += 1;
      if (reply.ok || reply.error.sent) wire.sends += 1;
      if (onWire > book.open.size) wire.overOne += 1;
      await clock.sleep(ms);
      onWire -= 1;
      return reply;
    },
  };
  return wire;
}

type World = {
  clock: VirtualClock;
  gate: Gate;
  book: ReturnType<typeof keepBook>;
  wire: Wire;
  addresses: Addresses;
  stop: AbortController;
  seen: CallSeen[];
};
type Switches = { maySend: boolean; address: string };

function openWorld(switches: Switches, answerTo: () => { ms: number; reply: Result<HttpResponse, HttpFailure> }, cap = 20): World {
  const clock = virtualClock();
  const addresses = openAddresses(clock, () => 0);
  const shared = () => {
    throw new Error("no limit of this policy is shared");
  };
  const policy = { rules: [{ kind: "window", calls: cap, windowMs: 10_000 }], banMs: 0 } as const;
  const share = () => addresses.share(switches.address);
  const book = keepBook(openBudget(policy, clock, { opening: "all-free", pledge: async () => true, shared, share }));
  const wire = openWire(clock, book, answerTo);
  const stop = new AbortController();
  const gate = openGate({
    http: wire,
    budget: book.budget,
    clock,
    addresses,
    address: () => switches.address,
    turnstile: openTurnstile(6),
    tenant: asId<TenantId>("00000000-0000-4000-8000-000000000001"),
    maySend: () => switches.maySend,
    signal: stop.signal,
  });
  return { clock, gate, book, wire, addresses, stop, seen: [] };
}

/** Nothing is on the wire any more: every slot has ended, and as many were used up as requests have left. */
function expectBalance({ book, wire, seen }: World): void {
  expect(book.open.size).toBe(0);
  expect(wire.overOne).toBe(0);
  expect(book.ends.complete + book.ends.abandon).toBe(wire.sends);
  expect(book.granted).toBe(book.ends.complete + book.ends.abandon + book.ends.giveBack);
  expect(seen.filter((call) => call.slot === null)).toEqual([]);
}

const callers = (world: World, count: number) =>
  Array.from({ length: count }, async () => {
    const http = world.gate.open("P1", (call) => world.seen.push(call));
    while (!world.stop.signal.aborted) {
      const reply = await http.send(request);
      if (!reply.ok && !reply.error.sent) await world.clock.sleep(100);
    }
  });

describe("O5: one slot, one request", () => {
  test("O5: whatever becomes of the calls, an abort, a ban, a lost lease and a new proxy among them", async () => {
    for (let seed = 1; seed <= 40; seed += 1) {
      const random = seededRandom(seed);
      const replies = [
        () => answer(200),
        () => answer(500),
        () => lost("timeout", true),
        () => lost("connection", true),
        () => lost("connection", false),
      ];
      const switches: Switches = { maySend: true, address: "one" };
      const world = openWorld(switches, () => ({ ms: random.int(1, 3_000), reply: random.pick(replies)() }));
      const working = callers(world, 12);
      for (let turn = 0; turn < 60; turn += 1) {
        await world.clock.pass(random.int(1, 2_000));
        switches.maySend = random.chance(0.9);
        if (random.chance(0.05)) world.addresses.shut(switches.address, random.int(100, 5_000));
        if (random.chance(0.1)) switches.address = random.pick(["one", "two", "three"]);
      }
      world.stop.abort();
      await world.clock.pass(20_000);
      await Promise.all(working);
      expectBalance(world);
      expect(world.wire.sends).toBeGreaterThan(10);
      world.book.budget.close();
    }
  });

  test("O5: an answer cools the slot, silence cools it longer, and what never left gives it back", async () => {
    const replies = [
      answer(200),
      answer(503),
      lost("too-large", true),
      lost("connection", true),
      lost("timeout", true),
      lost("connection", false),
    ];
    let next = 0;
    const world = openWorld({ maySend: true, address: "one" }, () => {
      next += 1;
      return { ms: 10, reply: replies[next - 1] ?? answer(200) };
    });
    for (const _ of replies) {
      const sending = world.gate.open("P1", (call) => world.seen.push(call)).send(request);
      await world.clock.pass(10);
      await sending;
    }
    expect(world.book.ends).toEqual({ complete: 4, abandon: 1, giveBack: 1 });
    expect(world.book.budget.usage().used).toBe(5);
    expectBalance(world);
    await world.clock.pass(10_300);
    expect(world.book.budget.usage().used).toBe(1);
    await world.clock.pass(15_000);
    expect(world.book.budget.usage().used).toBe(0);
  });

  test("O5: nothing leaves once the lease is lost, and nothing is used up", async () => {
    const world = openWorld({ maySend: false, address: "one" }, () => ({ ms: 1, reply: answer(200) }));
    const reply = await world.gate.open("P0", (call) => world.seen.push(call)).send(request);
    expect(reply).toMatchObject({ ok: false, error: { kind: "closed", sent: false } });
    expect(world.wire.sends).toBe(0);
    expect(world.book.budget.usage().used).toBe(0);
    expectBalance(world);
  });

  test("O5: calls that wait for their turn when the address is shut do not leave", async () => {
    const world = openWorld({ maySend: true, address: "one" }, () => ({ ms: 1_000, reply: answer(200) }));
    const working = callers(world, 8);
    await world.clock.pass(1);
    expect(world.wire.sends).toBe(6);
    world.addresses.shut("one", 60_000);
    await world.clock.pass(30_000);
    expect(world.wire.sends).toBe(6);
    world.stop.abort();
    await world.clock.pass(200);
    await Promise.all(working);
    expectBalance(world);
  });
});

test("what waited for a ban to end is signed when it leaves, not when it was asked for", async () => {
  const world = openWorld({ maySend: true, address: "temu here" }, () => ({ ms: 100, reply: answer(200) }));
  const signed: number[] = [];
  const sign = () => {
    signed.push(world.clock.monotonicMs());
    return `signed at ${world.clock.monotonicMs()}`;
  };
  const asked = world.clock.monotonicMs();
  world.addresses.shut("temu here", 15 * 60_000);
  const answered = world.gate.open("P1", () => {}).send({ ...request, body: sign(), sign });
  await world.clock.pass(20 * 60_000);
  await answered;
  expect(world.wire.sends).toBe(1);
  expect(signed.at(-1)).toBeGreaterThanOrEqual(asked + 15 * 60_000);
  expect(world.wire.lastBody).toBe(`signed at ${signed.at(-1)}`);
});
