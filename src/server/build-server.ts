import { existsSync } from "node:fs";
import fastifyStatic from "@fastify/static";
import Fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import type { Install } from "../app/install.ts";
import { openHookDesk } from "../app/receive-hook.ts";
import { allRoutes } from "../contract/routes.ts";
import type { Auth } from "./auth/auth.ts";
import { openSessions } from "./auth/sessions.ts";
import { type Binding, checkBindings } from "./bind.ts";
import type { ChangeHub } from "./events/change-hub.ts";
import { openLabelDocuments } from "./label-documents.ts";
import { openMetrics } from "./metrics.ts";
import { ProblemError, toReply } from "./problem.ts";
import { alertsAndReconciliations } from "./routes/alerts-and-reconciliations.ts";
import { addApi } from "./routes/api.ts";
import { addAuthRoutes } from "./routes/auth.ts";
import { catalogRoutes } from "./routes/catalog.ts";
import { addEvents } from "./routes/events.ts";
import { addHealth } from "./routes/health.ts";
import { addHooks } from "./routes/hooks.ts";
import { addImports } from "./routes/imports.ts";
import { addLabelDocuments } from "./routes/label-documents.ts";
import { listingRoutes } from "./routes/listings.ts";
import { addMetrics } from "./routes/metrics.ts";
import { packageActs } from "./routes/package-acts.ts";
import { packageQueries } from "./routes/package-queries.ts";
import { addPictures } from "./routes/pictures.ts";
import { sessionAndShops } from "./routes/session-and-shops.ts";
import { stockRoutes } from "./routes/stock.ts";
import { stockDocumentRoutes } from "./routes/stock-documents.ts";
import { stockRules } from "./routes/stock-rules.ts";
import { syncRoutes } from "./routes/sync.ts";
import { securityHeaders } from "./security-headers.ts";
import { watchWorkers } from "./worker-watch.ts";

export type ServerParts = {
  install: Install;
  auth: Auth;
  hub: ChangeHub;
  /** Aborts when the server stops: open streams end. */
  stop: AbortSignal;
  settings: {
    publicUrl: string;
    demo: boolean;
    pictureOrigins: readonly string[];
    /** The built web app; undefined serves the API only. */
    webRoot: string | undefined;
    /** A worker counts as alive when some lease's beat moved within this time. */
    workerFreshMs: number;
  };
};

const bodyLimit = 1024 * 1024;
const requestTimeoutMs = 60_000;

/** The HTTP server: every declared route bound, sessions, permissions, live events, the web app. Throws when a route is not bound. */
export async function buildServer(parts: ServerParts): Promise<FastifyInstance> {
  const { install, settings } = parts;
  const { app } = install;
  const server = Fastify({
    bodyLimit,
    // five hundred pasted order numbers travel in the address of a GET
    http: { maxHeaderSize: 64 * 1024 },
    requestTimeout: requestTimeoutMs,
    // our own ids: they stand in the log and in every error
    genReqId: () => app.entropy.uuid(),
    // behind https stands a proxy on this machine; without one nobody may say who he is
    trustProxy: settings.publicUrl.startsWith("https:") ? "loopback" : false,
    logger: false,
    routerOptions: { maxParamLength: 100, ignoreTrailingSlash: true },
    forceCloseConnections: true,
  });
  // JSON only: plain text is what a form of another site could send
  server.removeContentTypeParser("text/plain");
  const sessions = openSessions(install, parts.auth);
  const documents = openLabelDocuments(app.clock, app.entropy);
  const bindings: Binding[] = [
    ...sessionAndShops(app, settings.demo),
    ...packageQueries(app),
    ...packageActs(app, documents),
    ...syncRoutes(install, settings.publicUrl),
    ...alertsAndReconciliations(app),
    ...stockRules(app),
    ...listingRoutes(app),
    ...catalogRoutes(app),
    ...stockRoutes(install),
    ...stockDocumentRoutes(app),
  ];
  checkBindings(allRoutes, bindings);
  const headers = securityHeaders(settings.publicUrl, settings.pictureOrigins);
  server.addHook("onSend", async (request, reply) => {
    for (const [name, value] of Object.entries(headers)) if (!reply.hasHeader(name)) reply.header(name, value);
    // a picture alone may be kept: it never changes
    if (request.url.startsWith("/api/") && !reply.hasHeader("cache-control")) reply.header("cache-control", "no-store");
  });
  server.setErrorHandler((error: FastifyError, request, reply) => answerError(parts, error, request, reply));
  addMetrics(server, openMetrics(app, parts.hub));
  addHealth(server, watchWorkers(install, settings.workerFreshMs, parts.stop));
  addAuthRoutes(server, { install, auth: parts.auth, sessions, publicUrl: settings.publicUrl });
  addApi(server, { bindings, sessions, publicUrl: settings.publicUrl });
  addEvents(server, { app, hub: parts.hub, sessions, stop: parts.stop, headers });
  addLabelDocuments(server, { app, documents, sessions });
  addImports(server, { app, sessions, publicUrl: settings.publicUrl });
  addPictures(server, { app, sessions, publicUrl: settings.publicUrl });
  addHooks(server, openHookDesk(install));
  await addWeb(server, settings.webRoot);
  return server;
}

function answerError(parts: ServerParts, error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const problem = error instanceof ProblemError ? error.problem : fromFastify(error);
  if (problem.kind === "internal") {
    const place = error.stack?.split("\n").find((line) => line.includes("/src/")) ?? "";
    parts.install.app.log.error(
      { request: request.id, route: request.routeOptions.url ?? "", error: error.name, code: error.code, place },
      "request failed",
    );
  }
  if (problem.kind === "too-many-requests") reply.header("retry-after", String(problem.retryAfterS));
  const { status, body } = toReply(problem, request.id);
  return reply.code(status).type("application/json").send(body);
}

function fromFastify(error: FastifyError): ProblemError["problem"] {
  const status = error.statusCode ?? 500;
  if (status === 413 || status === 415) return { kind: "bad-request", status, issues: [{ path: "body", message: error.code }] };
  if (status >= 400 && status < 500) return { kind: "bad-request", status: 400, issues: [{ path: "body", message: error.code }] };
  return { kind: "internal", status: status === 503 ? 503 : 500 };
}

/** The built pages; every other path that asks for a page gets the app, which knows its own addresses. */
async function addWeb(server: FastifyInstance, webRoot: string | undefined): Promise<void> {
  const notFound = { kind: "refused", refusal: { code: "not-found" } } as const;
  if (webRoot === undefined || !existsSync(webRoot)) {
    server.setNotFoundHandler(() => {
      throw new ProblemError(notFound);
    });
    return;
  }
  await server.register(fastifyStatic, {
    root: webRoot,
    setHeaders: (reply, file) => {
      // built files carry a hash in their name; the page itself is asked for anew
      reply.header("cache-control", file.includes("/assets/") ? "public, max-age=31536000, immutable" : "no-cache");
    },
  });
  server.setNotFoundHandler((request, reply) => {
    const isPage = request.method === "GET" && (request.headers.accept ?? "").includes("text/html") && !request.url.startsWith("/api/");
    if (!isPage) throw new ProblemError(notFound);
    return reply.header("cache-control", "no-cache").sendFile("index.html");
  });
}
