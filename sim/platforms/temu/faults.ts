import type { Random } from "../../kernel/random.ts";
import type { ControlReply, Fault } from "../../kernel/simulator.ts";

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
] as const;
export type TemuFault = (typeof temuFaults)[number];

type Armed = Fault & { left: number; code: number | undefined; delayMs: number };

/** What a fault that strikes brings along. */
export type Strike = { code: number | undefined; delayMs: number };

/** The faults that are switched on. `match` is a text that the API type (or, for poison-order, the order number) must contain. */
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
    this.armed.push({ ...fault, left: fault.count ?? Number.POSITIVE_INFINITY, code: extra("code"), delayMs: extra("delayMs") ?? 20_000 });
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
    return { code: fault.code, delayMs: fault.delayMs };
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
