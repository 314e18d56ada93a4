import type { Random } from "../../kernel/random.ts";
import type { ControlReply, Fault } from "../../kernel/simulator.ts";
import { type Forgery, forgeries } from "./webhook-message.ts";

export const temuFaults = [
  "reply-lost",
  "reply-delayed",
  "connection-lost",
  "unavailable",
  "system-error",
  "html",
  "half-body",
  "throttle-answer",
  "refuse-confirm",
  "poison-order",
  "order-late",
  "stale-list",
  "webhook-lost",
  "webhook-delayed",
  "webhook-duplicated",
  "webhook-reordered",
  "webhook-replayed",
  "webhook-forged",
] as const;
export type TemuFault = (typeof temuFaults)[number];

/** What a fault that strikes brings along, where the one who switched it on said so. */
export type Strike = { code: number | undefined; delayMs: number | undefined; times: number | undefined; forgery: Forgery };
type Armed = Fault & Strike & { left: number };

const usualLateMs = 60_000;
const usualStaleMs = 30_000;

/**
 * The faults that are switched on. `match` is a text that the API type must contain; for poison-order the order number, for a webhook its event
 * code and order number.
 */
export class FaultBox {
  private armed: Armed[] = [];
  private readonly chance: Random;

  constructor(random: Random) {
    this.chance = random.fork("temu faults");
  }

  add(fault: Fault): ControlReply {
    if (!temuFaults.some((name) => name === fault.name)) return { status: 404, body: { error: "unknown fault", known: temuFaults } };
    const extra = (name: string): number | undefined => {
      const found: unknown = Reflect.get(fault, name);
      return typeof found === "number" ? found : undefined;
    };
    const forgery = forgeries.find((name) => name === Reflect.get(fault, "forgery")) ?? "stranger";
    const strike: Strike = { code: extra("code"), delayMs: extra("delayMs"), times: extra("times"), forgery };
    this.armed.push({ ...fault, ...strike, left: fault.count ?? Number.POSITIVE_INFINITY });
    return { status: 200, body: { armed: this.armed.length } };
  }

  clear(): void {
    this.armed = [];
  }

  /** Whether a fault of that name strikes here; a strike uses up one of its count. */
  strike(name: TemuFault, subject: string): Strike | undefined {
    const fault = this.armed.find((one) => one.name === name && one.left > 0 && (one.match === undefined || subject.includes(one.match)));
    if (fault === undefined || (fault.share < 1 && !this.chance.chance(fault.share))) return undefined;
    fault.left -= 1;
    return fault;
  }

  /** Whether a change of an order that was made at that second does not show in lists yet: a property of the change. */
  hides(orderSn: string, changedAt: number, nowMs: number): boolean {
    return this.armed.some(
      (one) =>
        one.name === "order-late" &&
        nowMs < changedAt * 1000 + (one.delayMs ?? usualLateMs) &&
        isPicked(String(changedAt * 7919 + Number(orderSn.slice(-4))), one.share),
    );
  }

  /** How old the list is that this call gets; 0: of now. */
  staleMs(type: string): number {
    const struck = this.strike("stale-list", type);
    return struck === undefined ? 0 : (struck.delayMs ?? usualStaleMs);
  }

  isArmed(name: TemuFault): boolean {
    return this.armed.some((one) => one.name === name);
  }

  /** Whether an order is poisoned: a property of the order, so it does not use anything up and does not waver. */
  poisons(orderSn: string): boolean {
    return this.armed.some(
      (one) => one.name === "poison-order" && (one.match === undefined ? isPicked(orderSn, one.share) : orderSn.includes(one.match)),
    );
  }
}

function isPicked(orderSn: string, share: number): boolean {
  return Number(orderSn.slice(-4)) < share * 10_000;
}
