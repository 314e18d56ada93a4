import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { connectionFor } from "./child.ts";
import { type Config, readConfig } from "./config.ts";
import { openLog } from "./log.ts";
import { loadMasterKey } from "./master-key.ts";
import { type OpenedApp, openApp } from "./open-app.ts";
import { StartRefusal } from "./start-refusal.ts";

/** The App for a command that is typed beside a running Crossdock: finds the embedded server of the data directory, or takes DATABASE_URL. */
export async function connectForTool(): Promise<OpenedApp> {
  const given = readConfig(process.env);
  const config: Config = { ...given, databaseAddress: given.databaseAddress ?? embeddedAddress(given.dataDir) };
  const masterKey = loadMasterKey(config.masterKeyFile);
  const log = openLog({ name: "tool", level: config.logLevel, form: "text" });
  return await openApp({ config, masterKey, log, connection: (role) => connectionFor(config, masterKey, role) }, 2);
}

function embeddedAddress(dataDir: string): NonNullable<Config["databaseAddress"]> {
  const file = path.join(dataDir, "postgres", "port");
  if (!existsSync(file)) {
    throw new StartRefusal(`There is no database in ${dataDir}: start Crossdock with npm start first, or set DATABASE_URL.`);
  }
  return { host: "127.0.0.1", port: Number(readFileSync(file, "utf8").trim()), database: "crossdock" };
}
