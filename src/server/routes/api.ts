import type { FastifyInstance } from "fastify";
import type { Sessions } from "../auth/sessions.ts";
import type { Binding, Caller } from "../bind.ts";
import { ProblemError } from "../problem.ts";
import { hasRequestMark, isSameOrigin } from "../same-origin.ts";

/** Binds the declared routes below /api/v1: session, same origin, permission, then the handler. Replies are checked against their schema. */
export function addApi(server: FastifyInstance, parts: { bindings: readonly Binding[]; sessions: Sessions; publicUrl: string }): void {
  for (const binding of parts.bindings) {
    server.route({
      method: binding.route.method,
      url: `/api/v1${binding.route.path}`,
      handler: async (request, reply) => {
        if (binding.route.method !== "GET" && !(isSameOrigin(request.headers, parts.publicUrl) && hasRequestMark(request.headers))) {
          throw new ProblemError({ kind: "refused", refusal: { code: "forbidden", detail: "not from our own pages" } });
        }
        const caller = await requireCaller(parts.sessions, request.headers.cookie);
        if (binding.route.permission !== "signed-in" && !caller.scope.permissions.has(binding.route.permission)) {
          throw new ProblemError({ kind: "refused", refusal: { code: "forbidden" } });
        }
        if (caller.session.cookies.length > 0) reply.header("set-cookie", caller.session.cookies);
        const result = await binding.run(caller, { params: request.params, query: request.query, body: request.body });
        if (!result.ok) throw new ProblemError({ kind: "refused", refusal: result.error });
        // what a reply schema does not know must not leave: better a loud error than a leaked column
        return reply.send(binding.route.reply.parse(result.value));
      },
    });
  }
}

/** The living session behind a cookie, or the 401 of everybody else. */
export async function requireCaller(sessions: Sessions, cookie: string | undefined): Promise<Caller> {
  const caller = await sessions.find(cookie, "request");
  if (caller === undefined) throw new ProblemError({ kind: "unauthenticated" });
  return caller;
}
