import type { FastifyInstance } from "fastify";
import type { HookDesk } from "../../app/receive-hook.ts";

const bodyLimit = 64 * 1024;
// what the platforms' samples answer; only the status means something
const taken = { result: {} };

/**
 * POST /hooks/:platform/:key: a platform announces something. No session: the message itself is signed. Whatever is wrong, the answer says only
 * that it was not taken.
 */
export function addHooks(server: FastifyInstance, desk: HookDesk): void {
  void server.register(async (scope) => {
    // signatures are over the exact bytes
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser("*", { parseAs: "buffer", bodyLimit }, (_, body, done) => done(null, body));
    scope.post<{ Params: { platform: string; key: string } }>("/hooks/:platform/:key", { bodyLimit }, async (request, reply) => {
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      const headers = Object.fromEntries(
        Object.entries(request.headers).flatMap(([name, value]) => (typeof value === "string" ? [[name, value]] : [])),
      );
      const received = await desk.receive(request.params.platform, request.params.key, { headers, body });
      if (received.ok) return await reply.code(200).send(taken);
      const status = received.error === "unknown-address" ? 404 : received.error === "unsigned" ? 401 : 400;
      return await reply.code(status).send({});
    });
  });
}
