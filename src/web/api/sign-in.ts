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
    const answer = await sendRequest("/api/auth/sign-in/email", "POST", { email, password });
    const { status } = answer;
    // nothing in it is for us; an unread body would keep the connection
    await answer.body?.cancel();
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
    const answer = await sendRequest("/api/auth/sign-out", "POST", {});
    await answer.body?.cancel();
    return answer.ok || answer.status === 401;
  } catch (error) {
    if (failureOf(error).kind === "unreachable") return false;
    throw error;
  }
}
