import type { TestProject } from "vitest/node";
import { startThrowAwayServer, type ThrowAwayServer } from "./throw-away-server.ts";

declare module "vitest" {
  interface ProvidedContext {
    databaseServer: ThrowAwayServer;
  }
}

/** vitest's global setup of the project "integration": one server for the whole run, stopped at its end, also when it crashes. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { server, stop } = await startThrowAwayServer({ durable: false });
  project.provide("databaseServer", server);
  return stop;
}
