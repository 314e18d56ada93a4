import type { FastifyInstance } from "fastify";
import type { Install } from "../../app/install.ts";
import { readHealth } from "../../app/read-health.ts";

export type HealthSettings = {
  /** A worker counts as alive when some lease's beat moved within this time. */
  workerFreshMs: number;
};

/** GET /health: 200 only when the database answers and, where shops exist, a worker beats. `?deep` says what was looked at. */
export function addHealth(server: FastifyInstance, install: Install, settings: HealthSettings): void {
  const { clock } = install.app;
  let seen: { sum: string; at: number } | undefined;
  server.get<{ Querystring: { deep?: string } }>("/health", async (request, reply) => {
    const row = await readHealth(install);
    const now = clock.monotonicMs();
    if (row !== undefined && row.beats !== seen?.sum) seen = { sum: row.beats, at: now };
    const worker =
      row !== undefined && (row.shops === 0n || (seen !== undefined && seen.sum !== "" && now - seen.at < settings.workerFreshMs));
    const healthy = row !== undefined && worker;
    const parts = { database: row !== undefined, worker };
    return await reply.code(healthy ? 200 : 503).send(request.query.deep === undefined ? { healthy } : { healthy, ...parts });
  });
}
