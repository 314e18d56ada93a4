import type { FastifyInstance } from "fastify";
import type { App } from "../../app/app.ts";
import { openLabels } from "../../app/open-labels.ts";
import type { Sessions } from "../auth/sessions.ts";
import type { LabelDocuments } from "../label-documents.ts";
import { mergeLabels } from "../pdf/merge-labels.ts";
import { ProblemError } from "../problem.ts";
import { documentHeaders } from "../security-headers.ts";
import { requireCaller } from "./api.ts";

/** GET /api/v1/label-documents/:token: the PDF that a print named, for its session only. */
export function addLabelDocuments(server: FastifyInstance, parts: { app: App; documents: LabelDocuments; sessions: Sessions }): void {
  server.get<{ Params: { token: string } }>("/api/v1/label-documents/:token", async (request, reply) => {
    const { scope, session } = await requireCaller(parts.sessions, request.headers.cookie);
    const ids = parts.documents.find(session.id, request.params.token);
    if (ids === undefined) throw new ProblemError({ kind: "refused", refusal: { code: "not-found" } });
    const labels = await openLabels(parts.app, scope, ids);
    if (!labels.ok) throw new ProblemError({ kind: "refused", refusal: labels.error });
    const pdf = await mergeLabels(labels.value);
    return await reply
      .headers(documentHeaders)
      .type("application/pdf")
      .header("content-disposition", `inline; filename="labels-${ids.length}.pdf"`)
      .send(Buffer.from(pdf));
  });
}
