import type { SimStore } from "../../kernel/store.ts";

/** A call limit as data. Arrivals are counted per mall or per app; `banMs` shuts out the address whose request went over. */
export type Policy = { name: string; per: "mall" | "app"; cap: number; windowMs: number; banMs: number; isOn: boolean };
export type PolicyChange = {
  name?: string | undefined;
  cap?: number | undefined;
  windowMs?: number | undefined;
  banMs?: number | undefined;
  isOn?: boolean | undefined;
};

const knownPolicies: Policy[] = [
  { name: "cap120", per: "mall", cap: 120, windowMs: 60_000, banMs: 15 * 60_000, isOn: true },
  { name: "qps20", per: "app", cap: 20, windowMs: 1_000, banMs: 0, isOn: false },
];

/** Arrival times of one mall, app or address, in order of arrival. */
class Log {
  times: number[] = [];
  worst = 0;
  calls = 0;
  throttled = 0;
  shutOut = 0;
  bans = 0;

  /** Notes an arrival and says how many fall into the fullest window that holds it. A window is half-open: one full length apart is two windows. */
  note(atMs: number, windowMs: number): number {
    this.calls += 1;
    // a slow sender's request may be understood after a later one: its place is by arrival
    let index = this.times.length;
    while (index > 0 && (this.times[index - 1] ?? 0) > atMs) index -= 1;
    this.times.splice(index, 0, atMs);
    const forgetBefore = (this.times.at(-1) ?? atMs) - 10 * Math.max(windowMs, 60_000);
    if ((this.times[0] ?? atMs) < forgetBefore) this.times = this.times.filter((time) => time >= forgetBefore);
    const fullest = fullestWindowWith(this.times, atMs, windowMs);
    this.worst = Math.max(this.worst, fullest);
    return fullest;
  }
}

function fullestWindowWith(times: number[], atMs: number, windowMs: number): number {
  let fullest = 0;
  let start = times.length - 1;
  while (start > 0 && (times[start - 1] ?? 0) > atMs - windowMs) start -= 1;
  let end = start;
  for (; start < times.length && (times[start] ?? 0) <= atMs; start += 1) {
    while (end < times.length && (times[end] ?? 0) < (times[start] ?? 0) + windowMs) end += 1;
    fullest = Math.max(fullest, end - start);
  }
  return fullest;
}

/** The most arrivals in any half-open window of that length: what `GET /stats` reports and a test recounts from `GET /arrivals`. */
export function worstWindow(times: readonly number[], windowMs: number): number {
  const sorted = [...times].sort((left, right) => left - right);
  let worst = 0;
  let start = 0;
  for (const [end, time] of sorted.entries()) {
    while ((sorted[start] ?? 0) <= time - windowMs) start += 1;
    worst = Math.max(worst, end - start + 1);
  }
  return worst;
}

export type LimitVerdict = { isOver: boolean };

/** Counts every arrival, says which one went over a limit, and keeps the banned addresses. Bans and policies outlive a restart. */
export class Limits {
  private readonly store: SimStore;
  private readonly changes: PolicyChange[];
  private policies: Policy[] = [];
  private readonly malls = new Map<string, Log>();
  private readonly apps = new Map<string, Log>();
  private readonly addresses = new Map<string, Log>();
  private readonly bannedUntil = new Map<string, number>();

  constructor(store: SimStore, changes: PolicyChange[]) {
    this.store = store;
    this.changes = changes;
    this.setOpeningPolicies();
    for (const { id, value } of store.all("policy")) this.change({ ...readChange(value), name: id });
    for (const { id, value } of store.all("ban")) if (typeof value === "number") this.bannedUntil.set(id, value);
  }

  list(): Policy[] {
    return this.policies;
  }

  /** Undefined when there is no policy of that name. */
  change(change: PolicyChange): Policy | undefined {
    const policy = this.policies.find((candidate) => candidate.name === (change.name ?? "cap120"));
    if (policy === undefined) return undefined;
    applyChange(policy, change);
    this.store.put("policy", policy.name, policy);
    if (change.windowMs !== undefined) this.recount();
    return policy;
  }

  isBanned(address: string, atMs: number): boolean {
    return atMs < (this.bannedUntil.get(address) ?? 0);
  }

  /** Notes one arrival, also one from a banned address. A request whose token is unknown has no mall and counts for its address only. */
  note(arrival: { atMs: number; address: string; mallId: string | undefined; appKey: string | undefined }): LimitVerdict {
    let isOver = false;
    const wasBanned = this.isBanned(arrival.address, arrival.atMs);
    for (const policy of this.policies) {
      const log = this.logFor(policy, arrival);
      if (log === undefined) continue;
      const fullest = log.note(arrival.atMs, policy.windowMs);
      if (wasBanned) log.shutOut += 1;
      if (wasBanned || !policy.isOn || fullest <= policy.cap) continue;
      isOver = true;
      log.throttled += 1;
      if (policy.banMs > 0) {
        log.bans += 1;
        this.bannedUntil.set(arrival.address, arrival.atMs + policy.banMs);
        this.store.put("ban", arrival.address, arrival.atMs + policy.banMs);
      }
    }
    return { isOver };
  }

  liftBans(): void {
    for (const address of this.bannedUntil.keys()) this.store.remove("ban", address);
    this.bannedUntil.clear();
  }

  reset(): void {
    this.liftBans();
    for (const policy of this.policies) this.store.remove("policy", policy.name);
    this.setOpeningPolicies();
    for (const logs of [this.malls, this.apps, this.addresses]) logs.clear();
  }

  mallStats(mallId: string): {
    calls: number;
    throttled: number;
    shutOut: number;
    bans: number;
    worstWindow: { count: number; windowMs: number };
  } {
    const log = this.malls.get(mallId) ?? new Log();
    const { calls, throttled, shutOut, bans, worst } = log;
    return { calls, throttled, shutOut, bans, worstWindow: { count: worst, windowMs: this.mallPolicy().windowMs } };
  }

  addressStats(): { address: string; callsWithoutShop: number; bannedUntilMs: number | null }[] {
    const known = new Set([...this.addresses.keys(), ...this.bannedUntil.keys()]);
    return [...known].map((address) => ({
      address,
      callsWithoutShop: this.addresses.get(address)?.calls ?? 0,
      bannedUntilMs: this.bannedUntil.get(address) ?? null,
    }));
  }

  private mallPolicy(): Policy {
    const policy = this.policies.find((candidate) => candidate.per === "mall");
    if (policy === undefined) throw new Error("no policy per mall");
    return policy;
  }

  private logFor(policy: Policy, arrival: { address: string; mallId: string | undefined; appKey: string | undefined }): Log | undefined {
    if (policy.per === "app") return arrival.appKey === undefined ? undefined : logOf(this.apps, arrival.appKey);
    return arrival.mallId === undefined ? logOf(this.addresses, arrival.address) : logOf(this.malls, arrival.mallId);
  }

  private setOpeningPolicies(): void {
    this.policies = knownPolicies.map((policy) => ({ ...policy }));
    for (const policy of this.policies) applyChange(policy, this.changes.find((change) => change.name === policy.name) ?? {});
  }

  private recount(): void {
    for (const log of this.malls.values()) log.worst = worstWindow(log.times, this.mallPolicy().windowMs);
  }
}

function applyChange(policy: Policy, change: PolicyChange): void {
  policy.cap = change.cap ?? policy.cap;
  policy.windowMs = change.windowMs ?? policy.windowMs;
  policy.banMs = change.banMs ?? policy.banMs;
  policy.isOn = change.isOn ?? policy.isOn;
}

function logOf(logs: Map<string, Log>, key: string): Log {
  const known = logs.get(key);
  if (known !== undefined) return known;
  const log = new Log();
  logs.set(key, log);
  return log;
}

function readChange(value: unknown): PolicyChange {
  if (typeof value !== "object" || value === null) return {};
  const number = (name: string): number | undefined => {
    const found: unknown = Reflect.get(value, name);
    return typeof found === "number" ? found : undefined;
  };
  const isOn: unknown = Reflect.get(value, "isOn");
  return { cap: number("cap"), windowMs: number("windowMs"), banMs: number("banMs"), isOn: typeof isOn === "boolean" ? isOn : undefined };
}
