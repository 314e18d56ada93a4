import type { FastifyInstance, FastifyRequest } from "fastify";
import { z } from "zod";
import type { App } from "../../app/app.ts";
import { openPicture, storePicture } from "../../app/pictures.ts";
import type { Scope } from "../../app/scope.ts";
import type { PictureReply } from "../../contract/pictures.ts";
import { asId, type BlobId } from "../../kernel/id.ts";
import { maxPictureBytes, picturesPath, pictureTypes } from "../../kernel/vocabulary/pictures.ts";
import type { Sessions } from "../auth/sessions.ts";
import { ProblemError } from "../problem.ts";
import { hasRequestMark, isSameOrigin } from "../same-origin.ts";
import { documentHeaders } from "../security-headers.ts";
import { requireCaller } from "./api.ts";

const Params = z.object({ id: z.uuid() });

/** /api/v1/pictures: takes a picture of goods, and shows it to the tenant's people, who meet goods on every page. */
export function addPictures(server: FastifyInstance, parts: { app: App; sessions: Sessions; publicUrl: string }): void {
  // a register of its own: no other route may take a body of this size or kind
  server.register(async (scoped) => {
    scoped.addContentTypeParser([...pictureTypes], { parseAs: "buffer", bodyLimit: maxPictureBytes }, (_request, body, done) =>
      done(null, body),
    );
    const callers = new WeakMap<FastifyRequest, Scope>();
    // before the body is read: who may not upload must not make us hold two megabytes
    scoped.addHook("onRequest", async (request, reply) => {
      const isWrite = request.method !== "GET";
      if (isWrite && !(isSameOrigin(request.headers, parts.publicUrl) && hasRequestMark(request.headers))) {
        throw new ProblemError({ kind: "refused", refusal: { code: "forbidden", detail: "not from our own pages" } });
      }
      const { scope, session } = await requireCaller(parts.sessions, request.headers.cookie);
      if (isWrite && !scope.permissions.has("catalog:write")) throw new ProblemError({ kind: "refused", refusal: { code: "forbidden" } });
      if (session.cookies.length > 0) reply.header("set-cookie", session.cookies);
      callers.set(request, scope);
    });
    const callerOf = (request: FastifyRequest): Scope => {
      const caller = callers.get(request);
      if (caller === undefined) throw new ProblemError({ kind: "unauthenticated" });
      return caller;
    };
    scoped.post(picturesPath, async (request, reply) => {
      const stored = Buffer.isBuffer(request.body)
        ? await storePicture(parts.app, callerOf(request), request.body)
        : ({ ok: false, error: { code: "not-a-picture" } } as const);
      if (!stored.ok) throw new ProblemError({ kind: "refused", refusal: stored.error });
      const answer: PictureReply = { url: `${picturesPath}/${stored.value}` };
      return await reply.send(answer);
    });
    scoped.get(`${picturesPath}/:id`, async (request, reply) => {
      const asked = Params.safeParse(request.params);
      const found = asked.success ? await openPicture(parts.app, callerOf(request), asId<BlobId>(asked.data.id)) : undefined;
      if (found === undefined) throw new ProblemError({ kind: "refused", refusal: { code: "not-found" } });
      return await reply
        .headers(documentHeaders)
        .header("cache-control", "private, max-age=31536000, immutable")
        .type(found.type)
        .send(Buffer.from(found.bytes));
    });
  });
}
