import type { FastifyInstance } from "fastify";
import type { App } from "../../app/app.ts";
import type { Sessions } from "../auth/sessions.ts";
import type { ChangeHub } from "../events/change-hub.ts";
import { serveEventStream } from "../events/event-stream.ts";
import { ProblemError } from "../problem.ts";
import { requireCaller } from "./api.ts";

export type EventParts = {
  app: App;
  hub: ChangeHub;
  sessions: Sessions;
  stop: AbortSignal;
  /** Headers of every answer: a hijacked one gets none by itself. */
  headers: Readonly<Record<string, string>>;
};

const maxStreamsPerSession = 10;

/** GET /api/v1/events: the tenant's changes as server-sent events (src/contract/events.ts). */
export function addEvents(server: FastifyInstance, parts: EventParts): void {
  const { app, hub, sessions, stop } = parts;
  const open = new Map<string, number>();
  server.get("/api/v1/events", async (request, reply) => {
    const { cookie } = request.headers;
    const { scope, session } = await requireCaller(sessions, cookie);
    if (!scope.permissions.has("packages:read")) throw new ProblemError({ kind: "refused", refusal: { code: "forbidden" } });
    const streams = open.get(session.id) ?? 0;
    if (streams >= maxStreamsPerSession) throw new ProblemError({ kind: "too-many-requests", retryAfterS: 10 });
    open.set(session.id, streams + 1);
    const last = request.headers["last-event-id"];
    reply.hijack();
    reply.raw.writeHead(200, {
      ...parts.headers,
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-store",
      connection: "keep-alive",
      "x-accel-buffering": "no",
    });
    const stream = {
      app,
      hub,
      tenant: scope.tenant,
      lastSeen: typeof last === "string" && /^\d{1,18}$/u.test(last) ? BigInt(last) : undefined,
      stillAllowed: async () => (await sessions.find(cookie, "watch"))?.scope.permissions.has("packages:read") ?? false,
      signal: stop,
    };
    // the answer has begun: a failure can only end it, and the browser comes back by itself
    await serveEventStream(reply.raw, stream).catch((error: unknown) => {
      app.log.warn({ request: request.id, error: error instanceof Error ? error.name : "unknown" }, "event stream ended");
      reply.raw.destroy();
    });
    const left = (open.get(session.id) ?? 1) - 1;
    if (left === 0) open.delete(session.id);
    else open.set(session.id, left);
  });
}
