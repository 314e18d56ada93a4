import { z } from "zod";
import { ChangeEvent } from "../../contract/events.ts";
import { openEventStream, type StreamMessage } from "./event-source.ts";

/** What a page hears. `resync`: changes may have been missed, lists must be read anew. */
export type LiveMessage = { kind: "up" } | { kind: "down" } | { kind: "change"; change: ChangeEvent } | { kind: "resync" };

const WorkerMessage = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("up") }),
  z.object({ kind: z.literal("down") }),
  z.object({ kind: z.literal("change"), data: z.string() }),
  z.object({ kind: z.literal("resync") }),
]);

/** Joins the browser's one event stream; without shared workers this page opens its own. Gives the way out. */
export function connectLive(hear: (message: LiveMessage) => void): () => void {
  const pass = (message: StreamMessage) => hear(readMessage(message));
  if (typeof SharedWorker === "undefined") return openEventStream(pass);
  const worker = new SharedWorker(new URL("./event-worker.ts", import.meta.url), { type: "module", name: "crossdock-events" });
  let fallBack: (() => void) | undefined;
  worker.addEventListener("error", () => {
    fallBack ??= openEventStream(pass);
  });
  worker.port.addEventListener("message", (event) => {
    const message = WorkerMessage.safeParse(event.data);
    if (message.success) pass(message.data);
  });
  worker.port.start();
  const leave = () => worker.port.postMessage("leave");
  // a page that the browser had put away and shows again has missed what happened meanwhile
  const comeBack = (event: PageTransitionEvent) => {
    if (!event.persisted) return;
    worker.port.postMessage("join");
    hear({ kind: "resync" });
  };
  window.addEventListener("pagehide", leave);
  window.addEventListener("pageshow", comeBack);
  return () => {
    window.removeEventListener("pagehide", leave);
    window.removeEventListener("pageshow", comeBack);
    leave();
    worker.port.close();
    fallBack?.();
  };
}

function readMessage(message: StreamMessage): LiveMessage {
  if (message.kind !== "change") return message;
  const change = ChangeEvent.safeParse(parseJson(message.data));
  // a kind of change that this page's version doesn't know: lists tell the truth
  return change.success ? { kind: "change", change: change.data } : { kind: "resync" };
}

function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}
