import type { App } from "../app/app.ts";
import type { IngestShop } from "../app/ingest-shop.ts";
import type { AnswerKind, KeptAnswer } from "../app/keep-answers.ts";
import type { Fence } from "../db/fence.ts";
import type { CallRow } from "../db/records.ts";
import type { ShopRow } from "../db/shops.ts";
import { assertPresent } from "../kernel/assert-never.ts";
import type { CallClass, RunCause } from "../kernel/vocabulary/sync.ts";
import type { CallFact } from "../kernel/vocabulary/timeline.ts";
import type { CarrierConnector, CarrierLink } from "../ports/carrier.ts";
import type { Authorisation, PlatformConnector, ShopLink } from "../ports/platform.ts";
import type { DueBoard } from "./due.ts";
import type { AnswerSeen, CallSeen, Gate } from "./gate.ts";
import type { SharedParts } from "./shared-parts.ts";

/** What caused a call: shown in the call record. */
export type Cause = { kind: "package" | "order" | "listing" | "stream" | "intent"; id: string } | null;

/** One runner at work on one shop: what its streams and intents share. `shop` and `authorisations` are refreshed while it runs. */
export type Run = {
  readonly app: App;
  readonly fence: Fence;
  readonly connector: PlatformConnector;
  readonly gate: Gate;
  readonly stop: AbortSignal;
  readonly calls: CallRow[];
  /** Answers of reads that are kept for a while. */
  readonly answers: KeptAnswer[];
  readonly shared: SharedParts;
  /** Platform and outbound address: what a ban hits. */
  address(): string;
  /** Rings when something was written that another loop should look at now: the board is then filled at once. */
  readonly bell: Bell;
  /** Makes the order stream look at once, for this reason. */
  lookNow(cause: RunCause): void;
  readonly due: DueBoard;
  shop: ShopRow;
  authorisations: readonly Authorisation[];
  /** The shop's own outbound proxy. */
  proxy: string | null;
};

/** A link for calls of one class. */
export type OpenLink = {
  link: ShopLink;
  /** What its last call was, for the timeline. */
  lastCall(): CallFact | null;
  /** Keeps the last answer for a week, so that it can be read again. `subject`: the platform's order number, where it is about one, else "". */
  keepAnswer(kind: AnswerKind, subject: string): void;
};

/** Opens the platform to an operation: through the gate, recorded, for a stated cause. */
export function linkFor(run: Run, callClass: CallClass, cause: Cause): OpenLink {
  let last: CallFact | null = null;
  let answer: AnswerSeen | undefined;
  const http = run.gate.open(callClass, (seen, given) => {
    last = { operation: seen.operation, durationMs: seen.durationMs, code: null };
    answer = given;
    recordCall(run, run.shop.platform, seen, cause);
  });
  return {
    link: {
      shop: { platformShopId: run.shop.platformShopId, regionId: run.shop.regionId },
      authorisations: run.authorisations,
      http,
      clock: run.app.clock,
    },
    lastCall: () => last,
    keepAnswer: (kind, subject) => {
      if (answer === undefined) return;
      const { response, at } = answer;
      run.answers.push({ at, kind, subject, status: response.status, body: response.body.toString("utf8") });
    },
  };
}

/** What ingest must know of the shop. */
export function ingestShop(run: Run): IngestShop {
  return {
    fence: run.fence,
    platform: run.shop.platform,
    warehouses: run.shop.warehouses,
    review: run.shop.review,
    timeZone: run.shop.tenantTimeZone,
  };
}

/** Opens a carrier: no platform's budget, but on record like every call. */
export function carrierLinkFor(
  run: Run,
  carrier: CarrierConnector,
  credentials: Readonly<Record<string, string>>,
  cause: Cause,
): { link: CarrierLink; lastCall(): CallFact | null } {
  const { app } = run;
  let last: CallFact | null = null;
  return {
    link: {
      endpoint: app.endpoints.get(carrier.carrier) ?? carrier.endpoint,
      credentials,
      clock: app.clock,
      http: {
        send: async (request) => {
          const startedAt = app.clock.now();
          const start = app.clock.monotonicMs();
          const reply = await app.http.send(request);
          const durationMs = Math.round(app.clock.monotonicMs() - start);
          const outcome = reply.ok ? `http-${reply.value.status}` : reply.error.kind;
          last = { operation: request.operation, durationMs, code: null };
          recordCall(
            run,
            carrier.carrier,
            { operation: request.operation, callClass: "P0", startedAt, durationMs, outcome, slot: null },
            cause,
          );
          return reply;
        },
      },
    },
    lastCall: () => last,
  };
}

/** What the record can hold: a process that slept for weeks must not keep the calls of others from being saved. */
const longestMs = 2_147_483_647;

function recordCall(run: Run, party: string, seen: CallSeen, cause: Cause): void {
  run.calls.push({
    id: run.app.entropy.uuid(),
    at: seen.startedAt,
    shopId: run.shop.id,
    party,
    operation: seen.operation,
    class: seen.callClass,
    outcome: seen.outcome,
    code: null,
    durationMs: Math.min(seen.durationMs, longestMs),
    slot: seen.slot,
    cause: cause === null ? null : { kind: cause.kind, id: cause.id },
  });
}

/** The carrier that a channel belongs to. */
export function carrierOf(run: Run, carrier: string): CarrierConnector {
  return assertPresent(run.app.carriers.get(carrier), `carrier ${carrier}`);
}

/** Lets a loop sleep until time is up or somebody rings. `round`: ends with the next ring. */
export type Bell = { ring(): void; wait(ms: number): Promise<void>; round(): AbortSignal };

/** Given to whoever is woken: an error made anew for each would cost more than the ring. */
const rung = "rung";

export function newBell(app: Pick<App, "clock">, stop: AbortSignal): Bell {
  let round = new AbortController();
  const bell: Bell = {
    ring: () => {
      round.abort(rung);
      round = new AbortController();
    },
    wait: (ms) => waitForAny(app, stop, [bell], ms),
    round: () => round.signal,
  };
  return bell;
}

/** Sleeps until time is up or one of these rings. */
export async function waitForAny(app: Pick<App, "clock">, stop: AbortSignal, bells: readonly Bell[], ms: number): Promise<void> {
  if (!stop.aborted) await app.clock.sleep(ms, AbortSignal.any([stop, ...bells.map((bell) => bell.round())]));
}
