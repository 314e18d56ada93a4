import type { Instant } from "../kernel/instant.ts";
import type { Result } from "../kernel/result.ts";
import { fail } from "../kernel/result.ts";
import type { Clock } from "../ports/clock.ts";
import type { Http, HttpFailure, HttpResponse } from "../ports/http.ts";
import type { Budget, CallClass } from "./budget.ts";

/** One call as it went over the wire; what it meant is added by whoever reads the answer. */
export type CallSeen = { operation: string; callClass: CallClass; startedAt: Instant; durationMs: number; outcome: string };

export type Gate = {
  /** A way out for calls of one class. Every `send` takes a slot first; there is no other way to the platform. */
  open(callClass: CallClass, seen: (call: CallSeen) => void): Http;
};

/** What the gate asks before each send: false once the lease is lost, and then nothing leaves any more. */
export type MaySend = () => boolean;

/** The only door to a platform: budget before the first byte, one request per slot, the slot's end by how the request ended. */
export function openGate(http: Http, budget: Budget, clock: Clock, maySend: MaySend, signal: AbortSignal): Gate {
  return {
    open: (callClass, seen) => ({
      send: async (request) => {
        const slot = await budget.acquire(callClass, signal);
        if (slot === undefined) return fail({ kind: "closed", sent: false, detail: "the runner is stopping" });
        if (!maySend()) {
          budget.giveBack(slot);
          return fail({ kind: "closed", sent: false, detail: "the lease is lost" });
        }
        const startedAt = clock.now();
        const start = clock.monotonicMs();
        const reply = await http.send(request);
        settle(budget, slot, reply);
        seen({
          operation: request.operation,
          callClass,
          startedAt,
          durationMs: Math.round(clock.monotonicMs() - start),
          outcome: reply.ok ? `http-${reply.value.status}` : reply.error.kind,
        });
        return reply;
      },
    }),
  };
}

function settle(budget: Budget, slot: { index: number }, reply: Result<HttpResponse, HttpFailure>): void {
  if (reply.ok) budget.complete(slot);
  else if (!reply.error.sent) budget.giveBack(slot);
  else if (reply.error.kind === "timeout") budget.abandon(slot);
  else budget.complete(slot);
}
