import { graceMs } from "../../src/sync/meter.ts";
import { maxInFlight, openWindow, type WindowOpening, type WindowSlots } from "../../src/sync/window-slots.ts";
import { worstWindow } from "./virtual-clock.ts";

/**
 * What can happen to a shop's slots. `arrive`: the request reaches the platform, also one that a sleeping owner had in hand. `lose`: no
 * answer by the deadline. `pledge-lost`: the lease took the number, its owner never heard. `sleep`: paused or killed, which from
 * outside is the same until it wakes.
 */
export type Act =
  | { kind: "take" | "pledge" | "pledge-lost" | "beat" | "sleep" | "wake" | "release"; owner: number }
  | { kind: "arrive" | "answer" | "lose"; call: number }
  | { kind: "claim" }
  | { kind: "pass"; ms: number };

export type SlotModelOptions = {
  calls: number;
  windowMs: number;
  leaseMs: number;
  /** By how much the pledge is raised at a time, and what a beat leaves above what is in use. */
  step: number;
  room: number;
  /** Speed of each owner's clock against the platform's. */
  rates: readonly number[];
  maxOwners: number;
  /** How many owners may be asleep with calls in hand within one slow reap. */
  maxSleepers: number;
};

type Owner = { window: WindowSlots; isAsleep: boolean; sleptAt: number };
type Call = { id: number; owner: number; slot: number; hasArrived: boolean };
type Row = { holder: number | undefined; pledged: number | undefined; left: readonly number[] | undefined };

/** Nothing of ours sleeps longer than this and lives on. */
export const longestSleepMs = 10 * 60_000;

/**
 * The real slots under several owners of one shop, one after the other. The lease's row, the wire and the platform's count are the
 * model's; how a row opens the slots of an heir is as the lease keeper and the budget do it.
 */
export class SlotModel {
  /** Most arrivals in any window so far. */
  worst = 0;
  readonly #options: SlotModelOptions;
  readonly #owners: Owner[] = [];
  readonly #row: Row = { holder: undefined, pledged: undefined, left: undefined };
  #calls: Call[] = [];
  #arrived: number[] = [];
  #now = 0;
  #nextCall = 0;

  constructor(options: SlotModelOptions) {
    this.#options = options;
  }

  /** Does it if it can happen now; says whether it did. */
  act(one: Act): boolean {
    switch (one.kind) {
      case "pass":
        return this.#pass(one.ms);
      case "claim":
        return this.#claim();
      case "arrive":
        return this.#reach(one.call);
      case "answer":
      case "lose":
        return this.#end(one.call, one.kind === "answer");
      case "wake":
        return this.#wake(one.owner);
      default:
        return this.#own(one.kind, one.owner);
    }
  }

  /** Owners so far: what an act may name. */
  owners(): number {
    return this.#owners.length;
  }

  /** Calls in hand or on the wire. */
  calls(): readonly number[] {
    return this.#calls.map((call) => call.id);
  }

  /** All that matters for the future, as text: equal texts behave alike. */
  key(): string {
    const now = this.#now;
    const recent = this.#arrived.filter((at) => at > now - this.#options.windowMs).map((at) => Math.round(now - at));
    const hands = this.#calls.map(({ owner, slot, hasArrived }) => `${owner}.${slot}${hasArrived ? "!" : ""}`).toSorted();
    const minds = this.#owners.map(({ window, isAsleep, sleptAt }, index) => {
      const mind = this.#row.holder === index ? `${window.left()} ${window.pledge()}` : "";
      return `${mind}${isAsleep ? ` ${Math.min(now - sleptAt, longestSleepMs)}` : ""}`;
    });
    return [this.#row.holder, this.#row.pledged, this.#row.left, hands, minds.join(";"), recent.toSorted()].join("|");
  }

  #awakeHolder(index: number): Owner | undefined {
    const owner = this.#owners[index];
    return owner !== undefined && this.#row.holder === index && !owner.isAsleep ? owner : undefined;
  }

  /** What only an owner who is awake and holds the lease can do. */
  #own(kind: "take" | "pledge" | "pledge-lost" | "beat" | "sleep" | "release", index: number): boolean {
    const owner = this.#awakeHolder(index);
    if (owner === undefined) return false;
    if (kind === "take") return this.#take(index, owner.window);
    if (kind === "pledge" || kind === "pledge-lost") return this.#pledge(owner.window, kind === "pledge");
    if (kind === "release") return this.#release(index, owner.window);
    if (kind === "sleep") return this.#sleep(owner);
    this.#row.pledged = owner.window.trim(this.#options.room);
    return true;
  }

  #take(owner: number, window: WindowSlots): boolean {
    const slot = window.inFlight() >= maxInFlight ? undefined : window.take();
    if (slot === undefined) return false;
    this.#calls.push({ id: this.#nextCall, owner, slot, hasArrived: false });
    this.#nextCall += 1;
    return true;
  }

  #pledge(window: WindowSlots, isHeard: boolean): boolean {
    const { calls, step } = this.#options;
    if (window.pledge() >= calls) return false;
    this.#row.pledged = Math.min(calls, window.pledge() + step);
    if (isHeard) window.allow(this.#row.pledged);
    return true;
  }

  #release(owner: number, window: WindowSlots): boolean {
    Object.assign(this.#row, { holder: undefined, left: window.left(), pledged: window.trim(this.#options.room) });
    for (const call of this.#calls.filter((one) => one.owner === owner)) this.#giveUp(call);
    return true;
  }

  #sleep(owner: Owner): boolean {
    const sleepers = this.#owners.filter((one, index) => one.isAsleep && this.#calls.some((call) => call.owner === index));
    if (sleepers.length >= this.#options.maxSleepers) return false;
    owner.isAsleep = true;
    owner.sleptAt = this.#now;
    return true;
  }

  #wake(index: number): boolean {
    const owner = this.#owners[index];
    if (owner === undefined || this.#row.holder !== index || !owner.isAsleep) return false;
    owner.isAsleep = false;
    return true;
  }

  #claim(): boolean {
    const { leaseMs, maxOwners, rates } = this.#options;
    const holder = this.#owners[this.#row.holder ?? -1];
    if (holder !== undefined && (!holder.isAsleep || this.#now - holder.sleptAt < leaseMs)) return false;
    if (this.#owners.length >= maxOwners) return false;
    const rate = rates[this.#owners.length % rates.length] ?? 1;
    const window = openHeir(this.#row, this.#owners.length === 0, this.#options, () => this.#now * rate);
    this.#owners.push({ window, isAsleep: false, sleptAt: 0 });
    Object.assign(this.#row, { holder: this.#owners.length - 1, left: undefined });
    return true;
  }

  #end(id: number, isAnswered: boolean): boolean {
    const call = this.#calls.find((one) => one.id === id);
    const window = call === undefined ? undefined : this.#awakeHolder(call.owner)?.window;
    if (call === undefined || window === undefined || (isAnswered && !call.hasArrived)) return false;
    window.put(call.slot, isAnswered ? "cool" : "cool-long");
    this.#giveUp(call);
    return true;
  }

  /** Nobody waits for it any more; what has not arrived arrives as late as the wire allows. */
  #giveUp(call: Call): void {
    if (!call.hasArrived) this.#arrive(this.#now + graceMs);
    this.#calls = this.#calls.filter((one) => one !== call);
  }

  #reach(id: number): boolean {
    const call = this.#calls.find((one) => one.id === id);
    if (call === undefined || call.hasArrived) return false;
    call.hasArrived = true;
    this.#arrive(this.#now);
    if (this.#row.holder !== call.owner) this.#calls = this.#calls.filter((one) => one !== call);
    return true;
  }

  #arrive(at: number): void {
    const { windowMs } = this.#options;
    this.#arrived = [...this.#arrived.filter((one) => one > this.#now - 2 * windowMs), at];
    this.worst = Math.max(this.worst, worstWindow(this.#arrived, windowMs));
  }

  #pass(ms: number): boolean {
    this.#now += ms;
    this.#calls = this.#calls.filter(({ owner }) => {
      const one = this.#owners[owner];
      return one === undefined || !one.isAsleep || this.#now - one.sleptAt <= longestSleepMs;
    });
    return true;
  }
}

/** As the lease keeper reads a row and the budget opens its main limit. */
function openHeir(row: Row, isFirst: boolean, { calls, windowMs }: SlotModelOptions, monotonicMs: () => number): WindowSlots {
  const clock = { monotonicMs, now: () => notAsked(), sleep: () => notAsked() };
  const open = (opening: WindowOpening) => openWindow({ kind: "window", calls, windowMs }, clock, opening);
  if (row.pledged === undefined) return open(isFirst ? "all-free" : { pledged: calls });
  return open(row.left === undefined ? { pledged: row.pledged } : { left: row.left });
}

function notAsked(): never {
  throw new Error("slots ask for nothing but the monotonic clock");
}
