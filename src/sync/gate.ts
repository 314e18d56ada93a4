import type { TenantId } from "../kernel/id.ts";
import type { Instant } from "../kernel/instant.ts";
import type { Result } from "../kernel/result.ts";
import { fail } from "../kernel/result.ts";
import type { CallClass } from "../kernel/vocabulary/sync.ts";
import type { Clock } from "../ports/clock.ts";
import type { Http, HttpFailure, HttpRequest, HttpResponse } from "../ports/http.ts";
import type { Addresses, Passage } from "./addresses.ts";
import type { Budget, Slot } from "./budget.ts";
import type { Turnstile } from "./turnstile.ts";

/** One call as it went over the wire; what it meant is added by whoever reads the answer. `slot`: of the main limit. */
export type CallSeen = {
  operation: string;
  callClass: CallClass;
  startedAt: Instant;
  durationMs: number;
  outcome: string;
  slot: number | null;
};

/** An answer as it came, with what was asked. */
export type AnswerSeen = { request: HttpRequest; response: HttpResponse; at: Instant };

export type Gate = {
  /** A way out for calls of one class. Every `send` takes a slot first; there is no other way to the platform. */
  open(callClass: CallClass, seen: (call: CallSeen, answer: AnswerSeen | undefined) => void): Http;
};

export type GateParts = {
  http: Http;
  budget: Budget;
  clock: Clock;
  addresses: Addresses;
  /** Platform and outbound address of this shop: a function, because a person may give the shop a proxy while it runs. */
  address(): string;
  turnstile: Turnstile;
  tenant: TenantId;
  /** Asked before each send: false once the lease is lost, and then nothing leaves any more. */
  maySend(): boolean;
  signal: AbortSignal;
};

type Leave = { slot: Slot; passage: Passage; goOut(): void };

/** The only door to a platform: budget before the first byte, one request per slot, the slot's end by how the request ended. */
export function openGate(parts: GateParts): Gate {
  const { budget, clock } = parts;
  return {
    open: (callClass, seen) => ({
      send: async (request) => {
        const leave = await awaitLeave(parts, callClass, request.operation);
        if (leave === undefined) return fail({ kind: "closed", sent: false, detail: "the runner is stopping" });
        const { slot, passage, goOut } = leave;
        if (!parts.maySend()) {
          budget.giveBack(slot);
          passage.end(false);
          goOut();
          return fail({ kind: "closed", sent: false, detail: "the lease is lost" });
        }
        const startedAt = clock.now();
        const start = clock.monotonicMs();
        // it may have waited for minutes, and the platform takes nothing that was signed long ago
        const reply = await parts.http.send(request.sign === undefined ? request : { ...request, body: request.sign() });
        settle(budget, slot, reply);
        passage.end(reply.ok && reply.value.status === 200);
        goOut();
        seen(
          {
            operation: request.operation,
            callClass,
            startedAt,
            durationMs: Math.round(clock.monotonicMs() - start),
            outcome: reply.ok ? `http-${reply.value.status}` : reply.error.kind,
            slot: slot.index === -1 ? null : slot.index,
          },
          reply.ok ? { request, response: reply.value, at: startedAt } : undefined,
        );
        return reply;
      },
    }),
  };
}

/** Waits for an open address, a slot and a turn. Undefined when the runner stops. */
async function awaitLeave(parts: GateParts, callClass: CallClass, operation: string): Promise<Leave | undefined> {
  const { budget, addresses, turnstile, signal } = parts;
  while (!signal.aborted) {
    const passage = await addresses.pass(parts.address(), signal);
    if (passage === undefined) return undefined;
    const slot = await budget.acquire(callClass, operation, signal);
    const goOut = slot === undefined ? undefined : await turnstile.enter(parts.tenant, signal);
    if (slot !== undefined && goOut !== undefined && passage.isOpen()) return { slot, passage, goOut };
    // shut while it waited, or the runner stops: nothing was sent
    if (slot !== undefined) budget.giveBack(slot);
    goOut?.();
    passage.end(false);
  }
  return undefined;
}

function settle(budget: Budget, slot: Slot, reply: Result<HttpResponse, HttpFailure>): void {
  if (reply.ok) budget.complete(slot);
  else if (!reply.error.sent) budget.giveBack(slot);
  else if (reply.error.kind === "timeout") budget.abandon(slot);
  else budget.complete(slot);
}
