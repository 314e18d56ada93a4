import type { AdjustableClock, SimClock } from "./clock.ts";
import type { Random } from "./random.ts";
import type { Sender } from "./sender.ts";
import type { SimStore } from "./store.ts";
import type { Gateway } from "./wire.ts";

/**
 * What every simulator is given. Nothing else decides its behaviour: same inputs, same bytes out. Without `send` it has no way out and calls
 * nobody back.
 */
export type SimWorld = { clock: SimClock | AdjustableClock; random: Random; store: SimStore; send?: Sender | undefined };

/** A fault switched on through the control port. `share` of the matching calls are hit; `count`, when given, is how many more. */
export type Fault = { name: string; share: number; count?: number | undefined; match?: string | undefined };

/** A control call's answer. */
export type ControlReply = { status: number; body: unknown };

/**
 * A simulator as the sandbox and the simulated world see it: named gateways with their ports, and the verbs of the control port
 * (docs/sandbox.md). A verb that a simulator does not know is answered 404 by the control server.
 */
export type Simulator = {
  name: string;
  gateways: { name: string; port: number; gateway: Gateway }[];
  /** `POST /orders`, `POST /stock`, `POST /orders/:id/cancel`, … addressed to this simulator. Undefined when the verb is not its own. */
  control(method: string, path: string[], body: unknown): ControlReply | undefined;
  faults: { add(fault: Fault): ControlReply; clear(): void };
  stats(): unknown;
  arrivals(): unknown;
  /** Back to the opening state: the seeded items and the orders that wait at the start, no fault, no arrival. */
  reset(): void;
  close(): void;
};
