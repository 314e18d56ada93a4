import { z } from "zod";
import type { Random } from "../../kernel/random.ts";
import type { ControlReply, Fault } from "../../kernel/simulator.ts";

const faultNames = ["reply-lost", "reply-delayed", "unavailable", "html", "half-body", "refuse-create", "label-late"] as const;

export type FaultName = (typeof faultNames)[number];

// The control port hands on what it was sent; a message may ride along for "refuse-create".
const WithMessage = z.object({ message: z.string().min(1) });

type Armed = { name: string; share: number; left: number; match: string | undefined; message: string | null };

/** A fault that struck. */
export type Hit = { message: string | null };

export type FaultBox = ReturnType<typeof createFaultBox>;

/** The faults switched on. `match` is a text that the call must contain: a method's name, an order number, a waybill. */
export function createFaultBox(random: Random) {
  let armed: Armed[] = [];
  const chance = random.fork("yanwen faults");
  return {
    add(fault: Fault): ControlReply {
      if (!faultNames.some((name) => name === fault.name)) return { status: 404, body: { error: "unknown fault", known: faultNames } };
      const message = WithMessage.safeParse(fault);
      armed.push({
        name: fault.name,
        share: fault.share,
        left: fault.count ?? Number.POSITIVE_INFINITY,
        match: fault.match,
        message: message.success ? message.data.message : null,
      });
      return { status: 200, body: { armed: armed.length } };
    },
    clear(): void {
      armed = [];
    },
    /** Whether the fault strikes this call; a strike uses up one of its count. */
    strike(name: FaultName, callText: string): Hit | null {
      const fault = armed.find(
        (candidate) =>
          candidate.name === name && candidate.left > 0 && (candidate.match === undefined || callText.includes(candidate.match)),
      );
      if (!fault || (fault.share < 1 && !chance.chance(fault.share))) return null;
      fault.left -= 1;
      return { message: fault.message };
    },
  };
}
