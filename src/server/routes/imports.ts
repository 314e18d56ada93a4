import type { FastifyInstance, FastifyRequest } from "fastify";
import type { z } from "zod";
import type { App } from "../../app/app.ts";
import type { ImportKind } from "../../app/imports/import-kind.ts";
import { allImports } from "../../app/imports/import-kinds.ts";
import { type ImportReport, runImport } from "../../app/imports/run-import.ts";
import { writeTemplate } from "../../app/imports/write-template.ts";
import type { Scope } from "../../app/scope.ts";
import { ImportParams, ImportQuery, ImportReply, importPath, shownFailures, TemplateQuery } from "../../contract/imports.ts";
import { maxImportBytes } from "../../kernel/vocabulary/imports.ts";
import type { Sessions } from "../auth/sessions.ts";
import { issuesOf, ProblemError } from "../problem.ts";
import { takeUploads } from "./uploads.ts";

const xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
// a workbook under way takes up to a few hundred megabytes
const importsAtOnce = 2;
const retryAfterS = 5;

type Parts = { app: App; sessions: Sessions; publicUrl: string };

/** /api/v1/imports/:kind: the template, the preview of an uploaded workbook, and its import. */
export function addImports(server: FastifyInstance, parts: Parts): void {
  const { app, sessions, publicUrl } = parts;
  const kindOf = (request: FastifyRequest): ImportKind => allImports[parse(ImportParams, request.params, "params").kind];
  server.register(async (scoped) => {
    const callerOf = takeUploads(scoped, {
      sessions,
      publicUrl,
      types: [xlsx],
      bodyLimit: maxImportBytes,
      permissionOf: (request) => kindOf(request).permission,
    });
    scoped.get(importPath(":kind", "template"), async (request, reply) => {
      const kind = kindOf(request);
      const file = await writeTemplate(kind, parse(TemplateQuery, request.query, "query").language);
      return await reply.type(xlsx).header("content-disposition", `attachment; filename="${kind.name}.xlsx"`).send(file);
    });
    const desk = openImportDesk(app);
    for (const act of ["preview", "run"] as const) {
      scoped.post(importPath(":kind", act), async (request, reply) => {
        return await reply.send(await desk(callerOf(request), kindOf(request), request, act === "preview"));
      });
    }
  });
}

/** Takes a few imports at a time; whoever comes besides is asked to come again. */
function openImportDesk(app: App): (scope: Scope, kind: ImportKind, request: FastifyRequest, isDry: boolean) => Promise<ImportReply> {
  let running = 0;
  return async (scope, kind, request, isDry) => {
    const { mode, language } = parse(ImportQuery, request.query, "query");
    if (!Buffer.isBuffer(request.body)) {
      throw new ProblemError({ kind: "bad-request", status: 400, issues: [{ path: "body", message: "an xlsx file" }] });
    }
    if (running >= importsAtOnce) throw new ProblemError({ kind: "too-many-requests", retryAfterS });
    running += 1;
    try {
      const report = await runImport(app, scope, kind, { file: request.body, mode, language, isDry });
      if (!report.ok) throw new ProblemError({ kind: "refused", refusal: report.error });
      return toReply(report.value);
    } finally {
      running -= 1;
    }
  };
}

function toReply({ failed, failedFile, unknownHeadings, ...counts }: ImportReport): ImportReply {
  return ImportReply.parse({
    ...counts,
    failed: failed.length,
    failures: failed.slice(0, shownFailures),
    unknownHeadings: [...unknownHeadings],
    failedFile: failedFile?.toString("base64") ?? null,
  });
}

function parse<Schema extends z.ZodType>(schema: Schema, value: unknown, part: string): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new ProblemError({ kind: "bad-request", status: 400, issues: issuesOf(parsed.error, part) });
}
