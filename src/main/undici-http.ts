import { Agent, type Dispatcher, errors, ProxyAgent, request as send } from "undici";
import { fail, ok } from "../kernel/result.ts";
import type { Http, HttpFailure, HttpRequest, HttpResponse, Ways } from "../ports/http.ts";

export type UndiciHttp = Http & { close(): Promise<void> };

const connectTimeoutMs = 5_000;
/** Before a connection stands nothing can have been sent. */
const beforeSending: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
  "CERT_HAS_EXPIRED",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "ERR_TLS_CERT_ALTNAME_INVALID",
]);

/** The way out to the network: one request on the wire per call, no retries, no redirects, connections kept per origin. */
export function undiciHttp(options: { localAddress?: string } = {}): UndiciHttp {
  const agent = new Agent({
    // as many as the turnstile lets out at once
    connections: 64,
    pipelining: 1,
    connect: { timeout: connectTimeoutMs, ...(options.localAddress !== undefined && { localAddress: options.localAddress }) },
    keepAliveTimeout: 4_000,
  });
  return { send: (request) => sendOnce(agent, request), close: () => agent.close() };
}

export type UndiciWays = Ways & { close(): Promise<void> };

/** The same for every outbound address: the machine's own, and each proxy that a shop has been given. */
export function undiciWays(): UndiciWays {
  const direct = undiciHttp();
  const proxies = new Map<string, ProxyAgent>();
  return {
    by: (proxy) => {
      if (proxy === null) return direct;
      const agent = proxies.get(proxy) ?? openProxy(proxy);
      proxies.set(proxy, agent);
      return { send: (request) => sendOnce(agent, request) };
    },
    close: async () => {
      await direct.close();
      await Promise.all([...proxies.values()].map((agent) => agent.close()));
    },
  };
}

function openProxy(proxy: string): ProxyAgent {
  const { username, password, protocol, host } = new URL(proxy);
  const token = username === "" ? undefined : `Basic ${Buffer.from(`${decode(username)}:${decode(password)}`).toString("base64")}`;
  return new ProxyAgent({
    uri: `${protocol}//${host}`,
    ...(token !== undefined && { token }),
    // plain http is tunnelled as well: a proxy that rewrites a request could send it twice
    proxyTunnel: true,
    connections: 16,
    requestTls: { timeout: connectTimeoutMs },
    keepAliveTimeout: 4_000,
  });
}

const decode = (text: string): string => decodeURIComponent(text);

async function sendOnce(agent: Dispatcher, request: HttpRequest): ReturnType<Http["send"]> {
  const deadline = AbortSignal.timeout(request.timeoutMs);
  try {
    const reply = await send(request.url, {
      dispatcher: agent,
      method: request.method,
      headers: request.headers,
      body: request.body,
      signal: deadline,
      headersTimeout: request.timeoutMs,
      bodyTimeout: request.timeoutMs,
    });
    const body = await readBody(reply.body, request.maxBytes);
    if (body === "too-large") return fail({ kind: "too-large", sent: true, detail: `more than ${request.maxBytes} bytes` });
    return ok({ status: reply.statusCode, headers: flatten(reply.headers), body });
  } catch (error) {
    return fail(toFailure(error, deadline.aborted));
  }
}

async function readBody(body: Dispatcher.ResponseData["body"], maxBytes: number): Promise<Buffer | "too-large"> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > maxBytes) {
      body.destroy();
      return "too-large";
    }
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

function flatten(headers: Dispatcher.ResponseData["headers"]): HttpResponse["headers"] {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(", ") : value]],
    ),
  );
}

/** The error's own message could name the URL with its signature: only its code is passed on. */
function toFailure(error: unknown, timedOut: boolean): HttpFailure {
  // undici says so in words only, which hold no more than the proxy's status
  if (error instanceof errors.RequestAbortedError && error.message.startsWith("Proxy response")) {
    return { kind: "connection", sent: false, detail: `the shop's proxy lets nothing through: ${/\d{3}/.exec(error.message)?.[0] ?? ""}` };
  }
  const code = codeOf(error);
  if (beforeSending.has(code)) return { kind: "connection", sent: false, detail: code };
  if (timedOut || code === "UND_ERR_HEADERS_TIMEOUT" || code === "UND_ERR_BODY_TIMEOUT") {
    return { kind: "timeout", sent: true, detail: "no answer in time" };
  }
  return { kind: "connection", sent: true, detail: code };
}

function codeOf(error: unknown): string {
  if (typeof error !== "object" || error === null) return "unknown";
  if ("code" in error && typeof error.code === "string") return error.code;
  if ("cause" in error) return codeOf(error.cause);
  return error instanceof Error ? error.name : "unknown";
}
