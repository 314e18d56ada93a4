import { z } from "zod";
import type { Permission } from "../kernel/vocabulary/permission.ts";
import type { RefusalCode } from "../kernel/vocabulary/refusal.ts";
import { lineRefusals, refusalCodes } from "../kernel/vocabulary/refusal.ts";

/** One declaration gives the server its validation, the web its types and the public its OpenAPI. Paths are below `/api/v1`. */
export type Route<Params extends z.ZodType, Query extends z.ZodType, Body extends z.ZodType, Reply extends z.ZodType> = {
  readonly method: "GET" | "POST";
  /** Fastify form: `/packages/:packageId`. */
  readonly path: string;
  readonly summary: string;
  /** What the caller must be allowed; "signed-in" asks for a session only. There is no open route here. */
  readonly permission: Permission | "signed-in";
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly reply: Reply;
  /** Domain refusals that answer 409 with `{ error: { code } }`. */
  readonly refusals: readonly RefusalCode[];
};

export type AnyRoute = Route<z.ZodType, z.ZodType, z.ZodType, z.ZodType>;

const Nothing = z.strictObject({});
type Nothing = typeof Nothing;

export function route<
  Reply extends z.ZodType,
  Params extends z.ZodType = Nothing,
  Query extends z.ZodType = Nothing,
  Body extends z.ZodType = Nothing,
>(declared: {
  method: "GET" | "POST";
  path: string;
  summary: string;
  permission: Permission | "signed-in";
  reply: Reply;
  params?: Params;
  query?: Query;
  body?: Body;
  refusals?: readonly RefusalCode[];
}): Route<Params, Query, Body, Reply>;
// the overload above keeps a given schema's own type; only here it may be absent
export function route(declared: Pick<AnyRoute, "method" | "path" | "summary" | "permission" | "reply"> & Partial<AnyRoute>): AnyRoute {
  return {
    method: declared.method,
    path: declared.path,
    summary: declared.summary,
    permission: declared.permission,
    reply: declared.reply,
    params: declared.params ?? Nothing,
    query: declared.query ?? Nothing,
    body: declared.body ?? Nothing,
    refusals: declared.refusals ?? [],
  };
}

/** A line of a document that stands in the way of posting it. */
export const RefusedLineView = z.strictObject({
  code: z.string(),
  reason: z.enum(lineRefusals),
  available: z.int().nullable(),
  reserved: z.int().nullable(),
  blocked: z.int().nullable(),
  /** Open packages that hold its units, the nearest deadline first; the first few. */
  packages: z.array(z.strictObject({ id: z.string(), number: z.string(), units: z.int() })),
});
export type RefusedLineView = z.infer<typeof RefusedLineView>;

/** The body of every answer that is not 2xx. `id` finds the log line, `issues` names the fields of a 400, `lines` the refused lines. */
export const ErrorReply = z.strictObject({
  error: z.strictObject({
    code: z.enum([...refusalCodes, "bad-request", "unauthenticated", "too-many-requests", "internal"]),
    detail: z.string().optional(),
    id: z.string(),
    issues: z.array(z.strictObject({ path: z.string(), message: z.string() })).optional(),
    lines: z.array(RefusedLineView).optional(),
  }),
});
export type ErrorReply = z.infer<typeof ErrorReply>;
