import { findMember } from "../../app/find-member.ts";
import type { Install } from "../../app/install.ts";
import type { Caller } from "../bind.ts";
import type { Auth, SessionUse } from "./auth.ts";
import { hashToken } from "./hashed-session-adapter.ts";

export type Sessions = {
  /** The caller behind a cookie header; undefined without a living session or an enabled membership. */
  find(cookie: string | undefined, use: SessionUse): Promise<Caller | undefined>;
  /** Forgets a cookie that was signed out here. Other processes forget it within `rememberMs`. */
  forget(cookie: string | undefined): void;
};

// removal of a right must be felt within 60 s, open streams included: they ask again every 25 s
const rememberMs = 25_000;
const maxRemembered = 10_000;

/** Looks sessions and memberships up and remembers the living ones for 25 s. */
export function openSessions(install: Install, auth: Auth): Sessions {
  const { clock } = install.app;
  const known = new Map<string, { caller: Caller; untilMs: number }>();
  const keyOf = (cookie: string | undefined) => {
    const value = auth.cookieValue(cookie ?? "");
    return value === undefined ? undefined : hashToken(value);
  };
  const load = async (cookie: string, use: SessionUse): Promise<Caller | undefined> => {
    const session = await auth.findSession(cookie, use);
    if (session === undefined) return undefined;
    const member = await findMember(install, session.user);
    return member === undefined ? undefined : { ...member, session };
  };
  return {
    find: async (cookie, use) => {
      const key = keyOf(cookie);
      if (key === undefined || cookie === undefined) return undefined;
      const hit = known.get(key);
      if (hit !== undefined && hit.untilMs > clock.monotonicMs() && hit.caller.session.endsAt > clock.now()) {
        return { ...hit.caller, session: { ...hit.caller.session, cookies: [] } };
      }
      known.delete(key);
      const caller = await load(cookie, use);
      // what a watch found has not renewed the idle time: the next request must look for itself
      if (caller === undefined || use === "watch") return caller;
      const oldest = known.size >= maxRemembered ? known.keys().next().value : undefined;
      if (oldest !== undefined) known.delete(oldest);
      known.set(key, { caller, untilMs: clock.monotonicMs() + rememberMs });
      return caller;
    },
    forget: (cookie) => {
      const key = keyOf(cookie);
      if (key !== undefined) known.delete(key);
    },
  };
}
