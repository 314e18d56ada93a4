import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Scope } from "../../app/scope.ts";
import type { Permission } from "../../kernel/vocabulary/permission.ts";
import type { Sessions } from "../auth/sessions.ts";
import { ProblemError } from "../problem.ts";
import { hasRequestMark, isSameOrigin } from "../same-origin.ts";
import { requireCaller } from "./api.ts";

/** Files that a group of routes takes. `permissionOf`: what a request needs; null: a session is enough. */
export type Uploads = {
  sessions: Sessions;
  publicUrl: string;
  types: readonly string[];
  bodyLimit: number;
  permissionOf(request: FastifyRequest): Permission | null;
};

/**
 * Opens a group of routes, in a register of its own, to files as bodies: no other route may take one of this size or kind. Session, origin and
 * permission are checked before the body is read, so that who may not upload cannot make us hold it. Gives back who calls.
 */
export function takeUploads(scoped: FastifyInstance, uploads: Uploads): (request: FastifyRequest) => Scope {
  const callers = new WeakMap<FastifyRequest, Scope>();
  scoped.addContentTypeParser([...uploads.types], { parseAs: "buffer", bodyLimit: uploads.bodyLimit }, (_request, body, done) =>
    done(null, body),
  );
  scoped.addHook("onRequest", async (request, reply) => {
    if (request.method !== "GET" && !(isSameOrigin(request.headers, uploads.publicUrl) && hasRequestMark(request.headers))) {
      throw new ProblemError({ kind: "refused", refusal: { code: "forbidden", detail: "not from our own pages" } });
    }
    const { scope, session } = await requireCaller(uploads.sessions, request.headers.cookie);
    const permission = uploads.permissionOf(request);
    if (permission !== null && !scope.permissions.has(permission)) {
      throw new ProblemError({ kind: "refused", refusal: { code: "forbidden" } });
    }
    if (session.cookies.length > 0) reply.header("set-cookie", session.cookies);
    callers.set(request, scope);
  });
  return (request) => {
    const caller = callers.get(request);
    if (caller === undefined) throw new ProblemError({ kind: "unauthenticated" });
    return caller;
  };
}
