import type { FastifyInstance } from "fastify";
import { z } from "zod";
import type { App } from "../../app/app.ts";
import { openPicture, storePicture } from "../../app/pictures.ts";
import type { PictureReply } from "../../contract/pictures.ts";
import { asId, type BlobId } from "../../kernel/id.ts";
import { maxPictureBytes, picturesPath, pictureTypes } from "../../kernel/vocabulary/pictures.ts";
import type { Sessions } from "../auth/sessions.ts";
import { ProblemError } from "../problem.ts";
import { documentHeaders } from "../security-headers.ts";
import { takeUploads } from "./uploads.ts";

const Params = z.object({ id: z.uuid() });

/** /api/v1/pictures: takes a picture of goods, and shows it to the tenant's people, who meet goods on every page. */
export function addPictures(server: FastifyInstance, parts: { app: App; sessions: Sessions; publicUrl: string }): void {
  const { app, sessions, publicUrl } = parts;
  server.register(async (scoped) => {
    const callerOf = takeUploads(scoped, {
      sessions,
      publicUrl,
      types: pictureTypes,
      bodyLimit: maxPictureBytes,
      permissionOf: (request) => (request.method === "GET" ? null : "catalog:write"),
    });
    scoped.post(picturesPath, async (request, reply) => {
      const stored = Buffer.isBuffer(request.body)
        ? await storePicture(app, callerOf(request), request.body)
        : ({ ok: false, error: { code: "not-a-picture" } } as const);
      if (!stored.ok) throw new ProblemError({ kind: "refused", refusal: stored.error });
      const answer: PictureReply = { url: `${picturesPath}/${stored.value}` };
      return await reply.send(answer);
    });
    scoped.get(`${picturesPath}/:id`, async (request, reply) => {
      const asked = Params.safeParse(request.params);
      const found = asked.success ? await openPicture(app, callerOf(request), asId<BlobId>(asked.data.id)) : undefined;
      if (found === undefined) throw new ProblemError({ kind: "refused", refusal: { code: "not-found" } });
      return await reply
        .headers(documentHeaders)
        .header("cache-control", "private, max-age=31536000, immutable")
        .type(found.type)
        .send(Buffer.from(found.bytes));
    });
  });
}
