import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Metrics } from "../metrics.ts";
import { ProblemError } from "../problem.ts";

const loopback: ReadonlySet<string> = new Set(["127.0.0.1", "::1", "::ffff:127.0.0.1"]);

/** GET /metrics, for this machine only; everybody else is told that there is no such page. */
export function addMetrics(server: FastifyInstance, metrics: Metrics): void {
  server.addHook("onResponse", async (request, reply) => {
    const route = request.routeOptions.url ?? "none";
    metrics.observe(request.method, route, reply.statusCode, reply.elapsedTime / 1000);
  });
  server.get("/metrics", async (request, reply) => {
    if (!isFromHere(request)) throw new ProblemError({ kind: "refused", refusal: { code: "not-found" } });
    return await reply.type("text/plain; version=0.0.4; charset=utf-8").send(metrics.text());
  });
}

// a proxy on this machine is loopback too, but says for whom it asks
function isFromHere(request: FastifyRequest): boolean {
  const forwarded = request.headers["x-forwarded-for"] ?? request.headers.forwarded;
  return forwarded === undefined && loopback.has(request.socket.remoteAddress ?? "");
}
