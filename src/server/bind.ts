import type { z } from "zod";
import type { Scope } from "../app/scope.ts";
import type { AnyRoute, Route } from "../contract/route.ts";
import { fail, ok, type Result } from "../kernel/result.ts";
import { permissions, type Role } from "../kernel/vocabulary/permission.ts";
import type { Refusal } from "../kernel/vocabulary/refusal.ts";
import type { Session } from "./auth/auth.ts";
import { issuesOf, ProblemError } from "./problem.ts";

/** Who asks. */
export type Caller = { scope: Scope; role: Role; session: Session };

/** A request as it came: every part is checked before a handler sees it. */
export type RawRequest = { params: unknown; query: unknown; body: unknown };

export type Binding = {
  route: AnyRoute;
  run(caller: Caller, raw: RawRequest): Promise<Result<unknown, Refusal>>;
};

/** Joins a declared route to what answers it. The handler gets parsed values and gives the reply or a refusal that the route declares. */
export function bind<Params extends z.ZodType, Query extends z.ZodType, Body extends z.ZodType, Reply extends z.ZodType>(
  route: Route<Params, Query, Body, Reply>,
  handler: (
    caller: Caller,
    request: { params: z.output<Params>; query: z.output<Query>; body: z.output<Body> },
  ) => Promise<Result<z.input<Reply>, Refusal>>,
): Binding {
  return {
    route,
    run: async (caller, raw) => {
      // a GET has no body; Fastify gives null or undefined for it
      const request = {
        params: parse(route.params, raw.params, "params"),
        query: parse(route.query, raw.query, "query"),
        body: parse(route.body, raw.body ?? {}, "body"),
      };
      const result = await handler(caller, request);
      return result.ok ? ok(result.value) : fail(result.error);
    },
  };
}

function parse<Schema extends z.ZodType>(schema: Schema, value: unknown, part: string): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new ProblemError({ kind: "bad-request", status: 400, issues: issuesOf(parsed.error, part) });
}

/** Throws unless every declared route is bound exactly once and asks for a permission that exists: the server must not start else. */
export function checkBindings(declared: readonly AnyRoute[], bindings: readonly Binding[]): void {
  const known: ReadonlySet<string> = new Set([...permissions, "signed-in"]);
  for (const route of declared) {
    const bound = bindings.filter((binding) => binding.route === route).length;
    if (bound !== 1) throw new Error(`${route.method} ${route.path} is bound ${bound} times`);
    if (!known.has(route.permission)) throw new Error(`${route.method} ${route.path} asks for no known permission`);
  }
  const stray = bindings.find((binding) => !declared.includes(binding.route));
  if (stray !== undefined) throw new Error(`${stray.route.method} ${stray.route.path} is bound but not declared`);
}
