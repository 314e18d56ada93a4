import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { findMember } from "../../app/find-member.ts";
import type { Install } from "../../app/install.ts";
import { recordSignIn } from "../../app/record-sign-in.ts";
import type { Auth } from "../auth/auth.ts";
import type { Sessions } from "../auth/sessions.ts";
import { issuesOf, ProblemError } from "../problem.ts";
import { isSameOrigin } from "../same-origin.ts";

const SignInBody = z.strictObject({ email: z.string().min(3).max(320), password: z.string().min(1).max(1_000) });

/** Signing in and out. A wrong password and an unknown e-mail get the same words, status and time. */
export function addAuthRoutes(
  server: FastifyInstance,
  parts: { install: Install; auth: Auth; sessions: Sessions; publicUrl: string },
): void {
  const { install, auth, sessions, publicUrl } = parts;
  const { log } = install.app;
  server.addHook("preHandler", async (request) => {
    if (request.method === "POST" && request.url.startsWith("/api/auth/") && !isSameOrigin(request.headers, publicUrl)) {
      throw new ProblemError({ kind: "refused", refusal: { code: "forbidden", detail: "not from our own pages" } });
    }
  });
  server.post("/api/auth/sign-in/email", async (request, reply) => {
    const body = SignInBody.safeParse(request.body);
    if (!body.success) throw new ProblemError({ kind: "bad-request", status: 400, issues: issuesOf(body.error, "body") });
    const outcome = await auth.signIn({ ...body.data, address: request.ip, userAgent: request.headers["user-agent"] ?? "" });
    switch (outcome.kind) {
      case "in": {
        const member = await findMember(install, { id: outcome.userId, name: "" });
        // a session that could not be written down is never given out
        if (member !== undefined) await recordSignIn(install, member.scope, request.ip);
        return await reply.header("set-cookie", outcome.cookies).send({ user: { id: outcome.userId } });
      }
      case "too-many":
        throw new ProblemError({ kind: "too-many-requests", retryAfterS: outcome.retryAfterS });
      case "refused":
        log.info({ request: request.id, client: request.ip }, "sign-in refused");
        return await reply.code(401).send({ message: "E-mail or password is wrong" });
      default:
        return outcome satisfies never;
    }
  });
  server.post("/api/auth/sign-out", async (request, reply) => {
    const { cookie } = request.headers;
    const cookies = await auth.signOut(cookie ?? "");
    sessions.forget(cookie);
    return await reply.header("set-cookie", cookies).send({});
  });
}
