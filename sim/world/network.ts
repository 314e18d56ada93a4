import { assertPresent } from "../../src/kernel/assert-never.ts";
import { fail, ok, type Result } from "../../src/kernel/result.ts";
import type { Http, HttpFailure, HttpRequest, HttpResponse } from "../../src/ports/http.ts";
import type { Random } from "../kernel/random.ts";
import type { Simulator } from "../kernel/simulator.ts";
import type { Gateway, RawRequest, RawResponse, Reply } from "../kernel/wire.ts";
import type { Send } from "./checks/records.ts";
import { runAtWork } from "./clocks.ts";
import type { CallFault, Faults } from "./faults.ts";
import type { Life } from "./life.ts";
import { type Scheduler, theWorld } from "./scheduler.ts";
import type { Stillness } from "./stillness.ts";

type Answer = Result<HttpResponse, HttpFailure>;

/** A request as it reached a simulator: what limits are recounted from. */
export type Arrival = { atMs: number; port: number; target: string; operation: string; body: Uint8Array };

/** One request from its sender's side and the wire's. */
type Travelled = Omit<Send, "process" | "killedAtMs"> & { life: Life };

export type Network = {
  /** The way out of one process. */
  of(life: Life): Http;
  arrivals: readonly Arrival[];
  /** A call by somebody who is no process of ours, from an address of their own; what it is answered is nobody's business. */
  callAs(address: string, port: number, body: string): Promise<void>;
  /** Every request that a process made, in order. */
  sends(): Send[];
  calls(): number;
};

type Parts = { scheduler: Scheduler; stillness: Stillness; faults: Faults; random: Random; simulators: readonly Simulator[] };

/**
 * The wire between our processes and the simulators: bytes in, bytes out, with a delay on each way and the faults of the plan. A request
 * that has left arrives even when its sender dies meanwhile; its answer then reaches nobody.
 */
export function openNetwork(parts: Parts): Network {
  const gateways = new Map(parts.simulators.flatMap((one) => one.gateways.map(({ port, gateway }) => [port, gateway])));
  const arrivals: Arrival[] = [];
  const travelled: Travelled[] = [];
  let calls = 0;
  return {
    arrivals,
    sends: () => travelled.map(({ life, ...one }) => ({ ...one, process: life.name, killedAtMs: life.killedAtMs })),
    calls: () => calls,
    callAs: async (remoteAddress, port, body) => {
      const gateway = assertPresent(gateways.get(port), `a simulator on port ${port}`);
      const arrivedAtMs = parts.scheduler.nowMs();
      const request = { method: "POST", target: "/openapi/router", headers: {}, body: Buffer.from(body), remoteAddress, arrivedAtMs };
      await runAtWork(parts.stillness, () => gateway(request));
    },
    of: (life) => ({
      send: (request) => {
        calls += 1;
        const random = parts.random.fork(`call ${calls}`);
        const trace: Travelled = {
          life,
          operation: request.operation,
          body: request.body ?? "",
          leftAtMs: parts.scheduler.nowMs(),
          endedAtMs: undefined,
          arrivedAtMs: undefined,
          quietUntilMs: undefined,
        };
        travelled.push(trace);
        return travel({ ...parts, random, life, request, gateways, arrivals, trace });
      },
    }),
  };
}

type Journey = Parts & { life: Life; request: HttpRequest; gateways: ReadonlyMap<number, Gateway>; arrivals: Arrival[]; trace: Travelled };

function travel(journey: Journey): Promise<Answer> {
  const { scheduler, random, life, request, trace } = journey;
  const fault = journey.faults.drawCall(random);
  const route = drawRoute(random, fault, request.timeoutMs);
  if (route.thereMs > request.timeoutMs) journey.faults.hit("network late-request");
  else if (route.thereMs + route.backMs > slowWayMs) journey.faults.hit("network slow-way");
  return new Promise((resolve) => {
    if (life.isDead) return;
    let isOver = false;
    const answer = (value: Answer): void => {
      if (isOver) return;
      isOver = true;
      deadline.cancel();
      void life.pass(value).then((passed) => {
        trace.endedAtMs = scheduler.nowMs();
        resolve(passed);
      });
    };
    const answerIn = (ms: number, value: Answer): void => void scheduler.at(scheduler.nowMs() + ms, life, () => answer(value));
    const deadline = scheduler.at(scheduler.nowMs() + request.timeoutMs, life, () =>
      answer(fail({ kind: "timeout", sent: true, detail: `no answer within ${request.timeoutMs} ms` })),
    );
    if (fault === "unreachable") return answerIn(route.thereMs, fail({ kind: "connection", sent: false, detail: "connection refused" }));
    if (fault === "request-lost") return answerIn(route.thereMs, fail({ kind: "connection", sent: true, detail: "connection reset" }));
    scheduler.at(scheduler.nowMs() + route.thereMs, theWorld, () => {
      void arrive(journey, fault).then((value) => {
        if (value !== undefined) answerIn(route.backMs, value);
      });
    });
  });
}

const slowWayMs = 240;

type Route = { thereMs: number; backMs: number };

/** How long each way takes. A request without an answer may be lost, arrive, or arrive up to 12 s after its sender gave up. */
function drawRoute(random: Random, fault: CallFault | undefined, timeoutMs: number): Route {
  const thereMs = random.int(15, 120) + (random.chance(0.02) ? random.int(200, 1_500) : 0);
  const backMs = random.int(15, 120) + (random.chance(0.02) ? random.int(200, 1_500) : 0);
  const slowMs = random.int(3_000, 12_000);
  const lateMs = random.int(0, 12_000);
  const isLate = random.chance(0.3);
  if (fault === "slow") return { thereMs, backMs: backMs + slowMs };
  if (fault === "no-answer" && isLate) return { thereMs: timeoutMs + lateMs, backMs };
  return { thereMs, backMs };
}

/** The request is there: the simulator works on it at this moment of virtual time. Undefined = no answer ever comes. */
async function arrive(journey: Journey, fault: CallFault | undefined): Promise<Answer | undefined> {
  const { scheduler, stillness, request, gateways, arrivals, random } = journey;
  const url = new URL(request.url);
  const port = Number(url.port);
  const raw: RawRequest = {
    method: request.method,
    target: `${url.pathname}${url.search}`,
    headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value])),
    body: Buffer.from(request.body ?? ""),
    remoteAddress: "127.0.0.1",
    arrivedAtMs: scheduler.nowMs(),
  };
  try {
    const gateway = assertPresent(gateways.get(port), `a simulator on port ${port} for ${request.operation}`);
    const isLostOnTheWay = fault === "no-answer" && random.chance(0.3);
    if (isLostOnTheWay) return undefined;
    journey.trace.arrivedAtMs = raw.arrivedAtMs;
    arrivals.push({ atMs: raw.arrivedAtMs, port, target: raw.target, operation: request.operation, body: raw.body });
    if (fault === "silence-asked") return respond(request, tooMany(journey));
    if (fault === "bad-gateway") return respond(request, page(503, "<html><body>503 Service Temporarily Unavailable</body></html>"));
    const reply = await runAtWork(stillness, () => gateway(raw));
    return afterEffect(request, reply, fault, random);
  } catch (error) {
    stillness.fail(error);
    return undefined;
  }
}

/** What may happen to an answer after the effect. */
function afterEffect(request: HttpRequest, reply: Reply, fault: CallFault | undefined, random: Random): Answer | undefined {
  if (fault === "no-answer") return undefined;
  if (fault === "reply-lost" || "drop" in reply)
    return fail({ kind: "connection", sent: true, detail: "connection closed without an answer" });
  if ("partial" in reply) return fail({ kind: "connection", sent: true, detail: "connection closed within the answer" });
  if (fault === "html-page") return respond(request, page(200, "<html><head><title>502 Bad Gateway</title></head><body></body></html>"));
  if (fault !== "half-body") return respond(request, reply);
  // a proxy may end a cut answer cleanly, or the socket breaks
  if (random.chance(0.5)) return fail({ kind: "connection", sent: true, detail: "connection closed within the answer" });
  return respond(request, { ...reply, body: reply.body.subarray(0, Math.floor(reply.body.byteLength / 2)) });
}

/** A gate in front of the other side asks for silence. */
function tooMany({ scheduler, random, trace }: Journey): RawResponse {
  const seconds = random.int(3, 25);
  trace.quietUntilMs = scheduler.nowMs() + seconds * 1_000;
  const answer = page(429, "<html><body>429 Too Many Requests</body></html>");
  return { ...answer, headers: { ...answer.headers, "retry-after": String(seconds) } };
}

function page(status: number, html: string): RawResponse {
  return { status, headers: { "content-type": "text/html;charset=UTF-8" }, body: Buffer.from(html) };
}

function respond(request: HttpRequest, response: RawResponse): Answer {
  if (response.body.byteLength > request.maxBytes) return fail({ kind: "too-large", sent: true, detail: "answer too long" });
  return ok({ status: response.status, headers: response.headers, body: Buffer.from(response.body) });
}
