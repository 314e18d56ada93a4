import type { FastifyInstance } from "fastify";
import type { WorkerWatch } from "../worker-watch.ts";

/** GET /health: 200 only when the database answers and, where shops exist, a worker beats. `?deep` says what was looked at. */
export function addHealth(server: FastifyInstance, watch: WorkerWatch): void {
  server.get<{ Querystring: { deep?: string } }>("/health", async (request, reply) => {
    const parts = await watch.read();
    const healthy = parts.database && parts.worker;
    return await reply.code(healthy ? 200 : 503).send(request.query.deep === undefined ? { healthy } : { healthy, ...parts });
  });
}
