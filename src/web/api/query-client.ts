import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { failureOf } from "./call-failure.ts";

const retries = 2;

/** The cache of server data. `onSignedOut` is called when the server no longer knows the session. */
export function createQueryClient(onSignedOut: () => void): QueryClient {
  const onError = (error: unknown) => {
    if (failureOf(error).kind === "unauthenticated") onSignedOut();
  };
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        // what lives is told by the event stream; coming back to the window reads anew all the same
        staleTime: 2_000,
        // a refusal will be the same the second time; silence may not
        retry: (count, error) => failureOf(error).kind === "unreachable" && count < retries,
        retryDelay: (count) => 500 * 2 ** count,
        networkMode: "always",
      },
      mutations: { networkMode: "always" },
    },
  });
}
