import { failureOf } from "./call-failure.ts";
import { sendRequest } from "./call-route.ts";

export type SignInOutcome =
  | { kind: "in" }
  | { kind: "wrong" }
  | { kind: "too-many" }
  | { kind: "unreachable" }
  | { kind: "unexpected"; status: number };

/** Opens a session; the cookie comes with the answer. */
export async function signIn(email: string, password: string): Promise<SignInOutcome> {
  try {
    const { status } = await sendRequest("/api/auth/sign-in/email", "POST", { email, password });
    if (status === 200) return { kind: "in" };
    if (status === 401) return { kind: "wrong" };
    if (status === 429) return { kind: "too-many" };
    return status >= 502 ? { kind: "unreachable" } : { kind: "unexpected", status };
  } catch (error) {
    if (failureOf(error).kind === "unreachable") return { kind: "unreachable" };
    throw error;
  }
}

/** Ends the session. False when the server could not be reached: the session lives on. */
export async function signOut(): Promise<boolean> {
  try {
    const { ok, status } = await sendRequest("/api/auth/sign-out", "POST", {});
    return ok || status === 401;
  } catch (error) {
    if (failureOf(error).kind === "unreachable") return false;
    throw error;
  }
}
