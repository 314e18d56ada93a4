import type { z } from "zod";
import { ErrorReply, type Route } from "../../contract/route.ts";
import { CallError, type CallFailure } from "./call-failure.ts";

const timeoutMs = 30_000;

/** What a route asks for: params and body when it has any; every query field may be left out. */
export type RouteInput<Params extends z.ZodType, Query extends z.ZodType, Body extends z.ZodType> = {
  query?: Partial<z.output<Query>>;
} & (HasNone<z.output<Params>> extends true ? { params?: undefined } : { params: z.output<Params> }) &
  (HasNone<z.input<Body>> extends true ? { body?: undefined } : { body: z.input<Body> });

/** Whether an object type is the empty one: zod gives `Record<string, never>` for it. */
type HasNone<Fields> = string extends keyof Fields ? true : false;

/** Calls one of our routes. Gives the parsed reply, or throws a `CallError`. */
export async function callRoute<Params extends z.ZodType, Query extends z.ZodType, Body extends z.ZodType, Reply extends z.ZodType>(
  route: Route<Params, Query, Body, Reply>,
  input: RouteInput<Params, Query, Body>,
  signal?: AbortSignal,
): Promise<z.output<Reply>> {
  const url = `/api/v1${fillPath(route.path, input.params ?? {})}${toQueryString(input.query ?? {})}`;
  return await readReply(route.reply, await sendRequest(url, route.method, input.body ?? {}, signal));
}

/** A request with our mark. Throws a `CallError` when no answer comes. */
export async function sendRequest(url: string, method: "GET" | "POST", body: object, signal?: AbortSignal): Promise<Response> {
  const timeout = AbortSignal.timeout(timeoutMs);
  const init: RequestInit = {
    method,
    credentials: "same-origin",
    signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
  };
  if (method === "POST") {
    init.headers = { "content-type": "application/json", "x-crossdock-csrf": "1" };
    init.body = JSON.stringify(body);
  }
  try {
    return await fetch(url, init);
  } catch (error) {
    // TanStack Query gave up on it: not a failure to speak of
    if (signal?.aborted) throw error;
    throw new CallError({ kind: "unreachable" });
  }
}

/** What an answer of a path that is no declared route says, or a `CallError`. */
export async function readReply<Reply extends z.ZodType>(schema: Reply, answer: Response): Promise<z.output<Reply>> {
  const body = await readJson(answer);
  if (!answer.ok) throw new CallError(readFailure(answer.status, body));
  const reply = schema.safeParse(body);
  if (!reply.success) throw new CallError({ kind: "unreadable" });
  return reply.data;
}

async function readJson(answer: Response): Promise<unknown> {
  try {
    const value: unknown = await answer.json();
    return value;
  } catch {
    // a proxy's page or a cut line: the schema says that it is unreadable
    return undefined;
  }
}

function readFailure(status: number, body: unknown): CallFailure {
  // refused by the HTTP layer, before our server could say it in its own form
  if (status === 414 || status === 431) return { kind: "too-long" };
  const parsed = ErrorReply.safeParse(body);
  if (!parsed.success) return status === 401 ? { kind: "unauthenticated" } : { kind: status >= 502 ? "unreachable" : "unreadable" };
  const { code, detail, id, issues, lines } = parsed.data.error;
  switch (code) {
    case "bad-request":
      return { kind: "bad-request", issues: issues ?? [] };
    case "unauthenticated":
    case "too-many-requests":
      return { kind: code };
    case "internal":
      return { kind: "internal", id };
    default:
      return { kind: "refused", code, detail: detail ?? null, ...(lines !== undefined && { lines }) };
  }
}

function fillPath(path: string, params: object): string {
  const values = new Map<string, unknown>(Object.entries(params));
  return path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(values.get(name))));
}

/** Absent fields are left out; lists are joined with commas, as the contract's `listOf` takes them. */
export function toQueryString(query: object): string {
  const search = new URLSearchParams();
  const fields: [string, unknown][] = Object.entries(query);
  for (const [name, value] of fields) {
    if (value === undefined || value === null) continue;
    const text = Array.isArray(value) ? value.join(",") : String(value);
    if (text !== "") search.set(name, text);
  }
  const text = search.toString();
  return text === "" ? "" : `?${text}`;
}
