import type { FastifyInstance } from "fastify";
import type { App } from "../../app/app.ts";
import type { Sessions } from "../auth/sessions.ts";
import type { ChangeHub } from "../events/change-hub.ts";
import { serveEventStream } from "../events/event-stream.ts";
import { requireCaller } from "./api.ts";

/** GET /api/v1/events: the tenant's changes as server-sent events (src/contract/events.ts). */
export function addEvents(server: FastifyInstance, parts: { app: App; hub: ChangeHub; sessions: Sessions; stop: AbortSignal }): void {
  const { app, hub, sessions, stop } = parts;
  server.get("/api/v1/events", async (request, reply) => {
    const { cookie } = request.headers;
    const { scope } = await requireCaller(sessions, cookie);
    const last = request.headers["last-event-id"];
    reply.hijack();
    reply.raw.writeHead(200, {
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
      stillAllowed: async () => (await sessions.find(cookie)) !== undefined,
      signal: stop,
    };
    // the answer has begun: a failure can only end it, and the browser comes back by itself
    await serveEventStream(reply.raw, stream).catch((error: unknown) => {
      app.log.warn({ request: request.id, error: error instanceof Error ? error.name : "unknown" }, "event stream ended");
      reply.raw.destroy();
    });
  });
}
