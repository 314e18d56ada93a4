import path from "node:path";
import { listenTo } from "../db/listener.ts";
import { asId, type TenantId } from "../kernel/id.ts";
import { openAuth } from "../server/auth/auth.ts";
import { buildServer } from "../server/build-server.ts";
import { openChangeHub } from "../server/events/change-hub.ts";
import { runChild } from "./child.ts";
import { derivedSecret } from "./master-key.ts";
import { openInstall } from "./open-app.ts";

// The HTTP server: as many processes as wanted may run beside each other.
const connections = 16;
const signInsPerMinute = 10;
const sandboxControlPort = 9100;

await runChild("server", async (context) => {
  const { config } = context;
  const { install, close } = await openInstall(context, connections);
  const demo = config.mode === "demo";
  const auth = openAuth(install, { secret: derivedSecret(context.masterKey, "session"), publicUrl: config.publicUrl, signInsPerMinute });
  const hub = openChangeHub(install.app);
  const listener = listenTo("crossdock_change", context.connection("crossdock_app"), install.app.clock, (id) =>
    hub.wake(asId<TenantId>(id)),
  );
  const stop = new AbortController();
  const server = await buildServer({
    install,
    auth,
    hub,
    stop: stop.signal,
    settings: {
      publicUrl: config.publicUrl,
      demo,
      pictureOrigins: demo ? [`http://127.0.0.1:${sandboxControlPort + config.sandboxPortOffset}`] : ["https:"],
      webRoot: path.resolve(import.meta.dirname, "../../dist/web"),
      workerFreshMs: 30_000,
    },
  });
  await server.listen({ host: config.host, port: config.port });
  const address = server.addresses()[0];
  return {
    ready: { port: typeof address === "object" ? address.port : config.port },
    stop: async () => {
      stop.abort();
      await server.close();
      await hub.close();
      await listener.close();
      await close();
    },
  };
});
