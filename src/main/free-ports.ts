import { once } from "node:events";
import { createServer } from "node:net";
import { StartRefusal } from "./start-refusal.ts";

/** A port on an address, and the setting that would change it. */
export type WantedPort = { host: string; port: number; what: string; setting: string };

/** Looks before anything is started, so that a taken port is one sentence and not a half-started system. Throws a StartRefusal. */
export async function assertPortsFree(ports: readonly WantedPort[]): Promise<void> {
  for (const { host, port, what, setting } of ports) {
    const code = await tryListening(host, port);
    if (code === undefined) continue;
    if (code === "EADDRINUSE")
      throw new StartRefusal(`Port ${port} on ${host}, for ${what}, is taken; stop what uses it or change ${setting}.`);
    if (code === "EACCES")
      throw new StartRefusal(`Port ${port} on ${host}, for ${what}, needs more rights than you have; change ${setting}.`);
    throw new StartRefusal(`Port ${port} on ${host}, for ${what}, cannot be opened (${code}); change HOST or ${setting}.`);
  }
}

async function tryListening(host: string, port: number): Promise<string | undefined> {
  const probe = createServer();
  const listening = once(probe, "listening");
  probe.listen(port, host);
  try {
    await listening;
  } catch (error) {
    return error instanceof Error && "code" in error ? String(error.code) : String(error);
  }
  probe.close();
  await once(probe, "close");
  return undefined;
}
