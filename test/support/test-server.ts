import { setTimeout as delay } from "node:timers/promises";
import { createUser } from "../../src/app/create-user.ts";
import type { Install } from "../../src/app/install.ts";
import { openPasswords } from "../../src/app/passwords.ts";
import { storeRecipient } from "../../src/app/store-recipient.ts";
import { openAuthDatabase } from "../../src/db/auth-database.ts";
import { listDueFollowUps } from "../../src/db/follow-ups.ts";
import { listenTo } from "../../src/db/listener.ts";
import { asId, type TenantId, type UserId } from "../../src/kernel/id.ts";
import { addMs } from "../../src/kernel/instant.ts";
import type { Role } from "../../src/kernel/vocabulary/permission.ts";
import { systemClock } from "../../src/main/clock.ts";
import type { Recipient } from "../../src/ports/platform.ts";
import { openAuth } from "../../src/server/auth/auth.ts";
import { buildServer } from "../../src/server/build-server.ts";
import { openChangeHub } from "../../src/server/events/change-hub.ts";
import type { TestDatabase } from "./database.ts";
import { openTestApp } from "./test-app.ts";
import type { TestShop } from "./test-shop.ts";

const workbookType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

export const testPassword = "correct horse battery";

/** Someone with a browser: keeps the cookie, sends what our own pages send. */
export type Visitor = {
  cookie: string;
  get(path: string): Promise<Answer>;
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** Sends a file as it is. */
  upload(path: string, file: Uint8Array, headers?: Record<string, string>): Promise<Answer>;
};

export type Answer = { status: number; headers: Headers; body: unknown; text: string; bytes: Buffer };

export type TestServer = {
  install: Install;
  address: string;
  /** Makes a user of a role and signs in. */
  enter(tenant: TenantId, role: Role, limits?: { shops?: TestShop["shopId"][] }): Promise<Visitor & { userId: UserId; email: string }>;
  signIn(email: string, password: string): Promise<Answer>;
  visitor(cookie: string): Visitor;
  close(): Promise<void>;
};

export type ServerChanges = { publicUrl?: string; signInsPerMinute?: number; install?: Install };

/** A server over HTTP on a test database, on the machine's own clock. `install`: a second server beside a first one. */
export async function openTestServer(database: TestDatabase, changes: ServerChanges = {}): Promise<TestServer> {
  const opened = changes.install === undefined ? openTestApp(database, systemClock) : undefined;
  const auth = changes.install?.auth ?? openAuthDatabase(database.auth, 2);
  const install = changes.install ?? assemble(opened, auth);
  const publicUrl = changes.publicUrl ?? "http://127.0.0.1:8080";
  const hub = openChangeHub(install.app);
  const listener = listenTo("crossdock_change", database.app, systemClock, (id) => hub.wake(asId<TenantId>(id)));
  const stop = new AbortController();
  const server = await buildServer({
    install,
    auth: openAuth(install, { secret: "s".repeat(43), publicUrl, signInsPerMinute: changes.signInsPerMinute ?? 10_000 }),
    hub,
    stop: stop.signal,
    settings: { publicUrl, demo: true, pictureOrigins: ["http://127.0.0.1:9100"], webRoot: undefined, workerFreshMs: 1_000 },
  });
  const address = await server.listen({ host: "127.0.0.1", port: 0 });
  const visitor = (cookie: string): Visitor => ({
    cookie,
    get: (path) => call(address, path, { headers: { cookie } }),
    post: (path, body = {}, headers = {}) =>
      call(address, path, {
        method: "POST",
        headers: { cookie, "content-type": "application/json", "x-crossdock-csrf": "1", origin: address, ...headers },
        body: JSON.stringify(body),
      }),
    upload: (path, file, headers = {}) =>
      call(address, path, {
        method: "POST",
        headers: { cookie, "content-type": workbookType, "x-crossdock-csrf": "1", origin: address, ...headers },
        body: Buffer.from(file),
      }),
  });
  const signIn = (email: string, password: string) => visitor("").post("/api/auth/sign-in/email", { email, password });
  return {
    install,
    address,
    visitor,
    signIn,
    enter: async (tenant, role, limits = {}) => {
      const email = `${role}-${install.app.entropy.uuid()}@example.com`;
      const made = await createUser(install, { tenant, email, name: `The ${role}`, password: testPassword, role, ...limits });
      if (!made.ok) throw new Error(made.error);
      const entered = await signIn(email, testPassword);
      return { ...visitor(cookieOf(entered)), userId: made.value, email };
    },
    close: async () => {
      stop.abort();
      await server.close();
      await hub.close();
      await listener.close();
      if (opened === undefined) return;
      await auth.close();
      await opened.close();
    },
  };
}

function assemble(opened: ReturnType<typeof openTestApp> | undefined, auth: Install["auth"]): Install {
  if (opened === undefined) throw new Error("no app");
  return { app: opened.app, auth, directory: opened.directory, passwords: openPasswords(opened.app.entropy) };
}

/** The session cookie that an answer sets, as a browser would send it back. */
export function cookieOf(answer: Answer): string {
  return answer.headers.getSetCookie()[0]?.split(";")[0] ?? "";
}

/** One request, read to its end. */
export async function call(address: string, path: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(`${address}${path}`, { redirect: "manual", ...init });
  const bytes = Buffer.from(await response.arrayBuffer());
  const text = bytes.toString();
  const json = (response.headers.get("content-type") ?? "").includes("json");
  return { status: response.status, headers: response.headers, text, bytes, body: json ? JSON.parse(text) : undefined };
}

/** A buyer whose every value can be searched for in answers. */
export const canaryBuyer: Recipient = {
  name: "Canary Buyer",
  phone: "+1 2015550167",
  email: "canary@example.com",
  addressLines: ["77 Canary Street", "Apt 9"],
  district: null,
  city: "Canaryville",
  region: "NJ",
  postcode: "07102",
  country: "US",
  taxNumber: null,
};

/** Stores the canary buyer for every order of the shop that still wants its recipient. */
export async function storeBuyers(install: Install, shop: TestShop): Promise<void> {
  const { app } = install;
  const until = addMs(app.clock.now(), 3_600_000);
  const due = await app.database.inTenant(shop.tenant, (tx) => listDueFollowUps(tx, shop.tenant, shop.shopId, until, 500));
  for (const followUp of due) {
    await storeRecipient(app, shop.ingest.fence, followUp, canaryBuyer, { review: shop.ingest.review, dueAt: null });
  }
}

/** Asks again until it holds, at most five seconds. */
export async function eventually(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let turn = 0; turn < 250; turn += 1) {
    if (await holds()) return;
    await delay(20);
  }
  throw new Error("it never came true");
}
