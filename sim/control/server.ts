import { z } from "zod";
import type { AdjustableClock, SimClock } from "../kernel/clock.ts";
import type { ControlReply, Fault, Simulator } from "../kernel/simulator.ts";
import { type Gateway, jsonReply, type RawRequest } from "../kernel/wire.ts";
import { drawPicture } from "./picture.ts";

const FaultBody = z.looseObject({
  name: z.string(),
  platform: z.string().optional(),
  share: z.number().min(0).max(1).default(1),
  count: z.int().min(1).optional(),
  match: z.string().optional(),
});

/** The control port in front of all simulators (docs/sandbox.md). Verbs that no simulator takes are answered 404. */
export function createControl(simulators: readonly Simulator[], clock: SimClock | AdjustableClock): Gateway {
  return async (request) => {
    const url = new URL(request.target, "http://control.invalid");
    const path = url.pathname.split("/").filter((part) => part !== "");
    const picture = path[0] === "img" && request.method === "GET" ? drawPicture(path[1] ?? "") : undefined;
    if (picture !== undefined) {
      return {
        status: 200,
        headers: { "content-type": "image/svg+xml", "cache-control": "max-age=86400" },
        body: new TextEncoder().encode(picture),
      };
    }
    const body = readBody(request);
    if (body === "unreadable") return jsonReply(400, { error: "the body is not JSON" });
    const reply = common(simulators, clock, request.method, path, body) ?? first(simulators, request.method, path, body);
    return reply === undefined ? jsonReply(404, { error: "unknown verb" }) : jsonReply(reply.status, reply.body);
  };
}

function readBody(request: RawRequest): unknown {
  const text = new TextDecoder().decode(request.body);
  if (text.trim() === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return "unreadable";
  }
}

function first(simulators: readonly Simulator[], method: string, path: string[], body: unknown): ControlReply | undefined {
  for (const simulator of simulators) {
    const reply = simulator.control(method, path, body);
    if (reply !== undefined) return reply;
  }
  return undefined;
}

/** Verbs that concern all simulators at once. */
function common(
  simulators: readonly Simulator[],
  clock: SimClock | AdjustableClock,
  method: string,
  path: string[],
  body: unknown,
): ControlReply | undefined {
  const each = (look: (simulator: Simulator) => unknown) =>
    Object.fromEntries(simulators.map((simulator) => [simulator.name, look(simulator)]));
  switch (path.length === 1 ? `${method} ${path[0]}` : "") {
    case "GET stats":
      return { status: 200, body: each((simulator) => simulator.stats()) };
    case "GET arrivals":
      return { status: 200, body: each((simulator) => simulator.arrivals()) };
    case "POST reset":
      for (const simulator of simulators) simulator.reset();
      return { status: 200, body: {} };
    case "DELETE faults":
      for (const simulator of simulators) simulator.faults.clear();
      return { status: 200, body: {} };
    case "POST faults":
      return addFault(simulators, body);
    case "POST clock":
      return setClock(clock, body);
    default:
      return undefined;
  }
}

/** A fault goes to the simulator that is named, else to the first that knows it. */
function addFault(simulators: readonly Simulator[], body: unknown): ControlReply {
  const asked = FaultBody.safeParse(body);
  if (!asked.success) return { status: 400, body: { error: "a fault needs a name" } };
  const { platform, ...fault } = asked.data;
  const wanted = simulators.filter((simulator) => platform === undefined || simulator.name === platform);
  let refusal: ControlReply = { status: 404, body: { error: "no such simulator" } };
  for (const simulator of wanted) {
    const reply = simulator.faults.add(fault satisfies Fault);
    if (reply.status === 200) return reply;
    refusal = reply;
  }
  return refusal;
}

function setClock(clock: SimClock | AdjustableClock, body: unknown): ControlReply {
  const asked = z.looseObject({ offsetMs: z.number() }).safeParse(body);
  if (!asked.success) return { status: 400, body: { error: "offsetMs is wanted" } };
  if (!("setOffsetMs" in clock)) return { status: 409, body: { error: "this clock cannot be set" } };
  clock.setOffsetMs(asked.data.offsetMs);
  return { status: 200, body: { nowMs: clock.nowMs() } };
}
