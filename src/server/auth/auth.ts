import { kyselyAdapter } from "@better-auth/kysely-adapter";
import { betterAuth } from "better-auth/minimal";
import { z } from "zod";
import type { Install } from "../../app/install.ts";
import { maxPasswordLength, minPasswordLength } from "../../app/passwords.ts";
import { asId, type UserId } from "../../kernel/id.ts";
import { addMs, type Instant, instantFromMs } from "../../kernel/instant.ts";
import { withHashedSessions } from "./hashed-session-adapter.ts";

export type AuthSettings = {
  /** Signs the cookie; derived from the master key. */
  secret: string;
  /** How browsers reach us; decides name and Secure flag of the cookie. */
  publicUrl: string;
  /** Sign-ins that one address may try in a minute. */
  signInsPerMinute: number;
};

export type SignIn = { email: string; password: string; address: string; userAgent: string };
export type SignInOutcome =
  | { kind: "in"; cookies: string[]; userId: UserId }
  | { kind: "refused" }
  | { kind: "too-many"; retryAfterS: number };
export type Session = { id: string; user: { id: UserId; name: string; email: string }; endsAt: Instant; cookies: string[] };

/** A "request" renews the idle time; a "watch" (an open stream asking whether it may go on) doesn't: a forgotten tab must run out. */
export type SessionUse = "request" | "watch";

export type Auth = {
  signIn(request: SignIn): Promise<SignInOutcome>;
  /** Ends the cookie's session, if it is one. Gives the cookies that clear the browser. */
  signOut(cookie: string): Promise<string[]>;
  /** The living session of a cookie header. `cookies` prolong it in the browser when its idle time was renewed. */
  findSession(cookie: string, use: SessionUse): Promise<Session | undefined>;
  /** The session's own cookie within a cookie header. */
  cookieValue(cookie: string): string | undefined;
};

const idleSeconds = 12 * 3600;
const renewAfterSeconds = 300;
const longestMs = 30 * 24 * 3600 * 1000;
// never on the wire: how the client's address reaches the library
const addressHeader = "x-crossdock-address";

const SessionReply = z.object({
  session: z.object({ id: z.string(), token: z.string(), createdAt: z.coerce.date(), expiresAt: z.coerce.date() }),
  user: z.object({ id: z.string(), name: z.string(), email: z.string() }),
});
const SignInReply = z.object({ user: z.object({ id: z.string() }) });

/** Sign-in by e-mail and password through better-auth. Only the acts below can be reached: the library's other routes are not served. */
export function openAuth(install: Install, settings: AuthSettings): Auth {
  const library = betterAuth(options(install, settings));
  const { name } = cookieForm(settings.publicUrl);
  const { clock } = install.app;
  const signOut = async (cookie: string) => {
    const response = await library.api.signOut({ headers: new Headers({ cookie }), asResponse: true });
    return response.headers.getSetCookie();
  };
  return {
    signIn: async (request) => {
      // through the handler, because the library counts attempts only there
      const response = await library.handler(
        new Request(`${settings.publicUrl}/api/auth/sign-in/email`, {
          method: "POST",
          headers: { "content-type": "application/json", "user-agent": request.userAgent, [addressHeader]: request.address },
          body: JSON.stringify({ email: request.email, password: request.password }),
        }),
      );
      if (response.status === 429) return { kind: "too-many", retryAfterS: Number(response.headers.get("x-retry-after") ?? "60") };
      if (response.status >= 500) throw new Error("sign-in failed");
      if (!response.ok) return { kind: "refused" };
      const reply = SignInReply.parse(await response.json());
      return { kind: "in", cookies: response.headers.getSetCookie(), userId: asId<UserId>(reply.user.id) };
    },
    signOut,
    findSession: async (cookie, use) => {
      const query = { disableRefresh: use === "watch" };
      const response = await library.api.getSession({ headers: new Headers({ cookie }), query, asResponse: true });
      const reply = SessionReply.nullable().parse(await response.json());
      if (reply === null) return undefined;
      const longest = addMs(instantFromMs(reply.session.createdAt.getTime()), longestMs);
      if (longest <= clock.now()) {
        await signOut(cookie);
        return undefined;
      }
      const endsAt = instantFromMs(Math.min(reply.session.expiresAt.getTime(), longest));
      const user = { id: asId<UserId>(reply.user.id), name: reply.user.name, email: reply.user.email };
      return { id: reply.session.id, user, endsAt, cookies: response.headers.getSetCookie() };
    },
    cookieValue: (cookie) => {
      const found = cookie.split(";").find((part) => part.trimStart().startsWith(`${name}=`));
      return found?.trim().slice(name.length + 1);
    },
  };
}

function options(install: Install, settings: AuthSettings) {
  const { entropy, log } = install.app;
  const cookie = cookieForm(settings.publicUrl);
  const adapter = kyselyAdapter(install.auth.kysely, { type: "postgres", transaction: false });
  return {
    baseURL: settings.publicUrl,
    basePath: "/api/auth",
    secret: settings.secret,
    database: (given: Parameters<typeof adapter>[0]) => withHashedSessions(adapter(given)),
    telemetry: { enabled: false },
    // its messages may name e-mails; what matters is logged by our own routes
    logger: {
      log: (level: string) => (level === "error" ? log.error({ part: "better-auth" }, "sign-in library reports an error") : undefined),
    },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength,
      maxPasswordLength,
      password: {
        hash: (password: string) => install.passwords.hash(password),
        verify: (given: { hash: string; password: string }) => install.passwords.verify(given.hash, given.password),
      },
    },
    session: { modelName: "session", expiresIn: idleSeconds, updateAge: renewAfterSeconds, ...sessionFields },
    user: { modelName: "user", ...userFields },
    account: { modelName: "account", ...accountFields },
    verification: { modelName: "verification", ...verificationFields },
    rateLimit: {
      enabled: true,
      storage: "database" as const,
      modelName: "rate_limit",
      fields: { lastRequest: "last_request" },
      window: 60,
      max: 120,
      customRules: { "/sign-in/email": { window: 60, max: settings.signInsPerMinute } },
    },
    advanced: {
      // src/server/same-origin.ts checks every state-changing request, these included
      disableCSRFCheck: true,
      disableOriginCheck: true,
      useSecureCookies: false,
      cookies: { session_token: { name: cookie.name, attributes: cookie.attributes } },
      ipAddress: { ipAddressHeaders: [addressHeader] },
      database: { generateId: () => entropy.uuid() },
    },
  };
}

/**
 * `__Host-` and Secure where browsers come by https. On plain http to this very machine (the demo) the name has no prefix and no Secure:
 * Chromium would take a Secure cookie from http://127.0.0.1, Firefox and Safari would drop it and nobody could sign in.
 */
export function cookieForm(publicUrl: string) {
  const url = new URL(publicUrl);
  const local = url.protocol === "http:" && ["127.0.0.1", "localhost", "[::1]"].includes(url.hostname);
  const attributes = { httpOnly: true, sameSite: "lax" as const, path: "/", secure: !local };
  return { name: local ? "crossdock" : "__Host-crossdock", attributes };
}

const times = { createdAt: "created_at", updatedAt: "updated_at" };
const sessionFields = {
  fields: { userId: "user_id", expiresAt: "expires_at", ipAddress: "ip_address", userAgent: "user_agent", ...times },
};
const userFields = { fields: { emailVerified: "email_verified", ...times } };
const accountFields = {
  fields: {
    userId: "user_id",
    accountId: "account_id",
    providerId: "provider_id",
    accessToken: "access_token",
    refreshToken: "refresh_token",
    idToken: "id_token",
    accessTokenExpiresAt: "access_token_expires_at",
    refreshTokenExpiresAt: "refresh_token_expires_at",
    ...times,
  },
};
const verificationFields = { fields: { expiresAt: "expires_at", ...times } };
