import { homedir } from "node:os";
import path from "node:path";
import { z } from "zod";
import type { ConnectionSettings } from "../db/database.ts";
import { StartRefusal } from "./start-refusal.ts";

/** Everything that the environment may decide, parsed once. Nothing else reads the environment. */
export type Config = {
  mode: "demo" | "production";
  host: string;
  /** 0 = any free port (tests). */
  port: number;
  /** How browsers and webhooks reach this install. */
  publicUrl: string;
  /** The owner's connection; undefined = the embedded server in `dataDir`. */
  database: ConnectionSettings | undefined;
  /** Where the database's login roles sign in: told to the children by `npm start`, else the place of `database`. */
  databaseAddress: DatabaseAddress | undefined;
  dataDir: string;
  masterKeyFile: string;
  /** Addresses that replace the platforms' and carriers' real hosts, by `platform.gateway` or `carrier`. */
  endpoints: ReadonlyMap<string, string>;
  sandboxPortOffset: number;
  logLevel: (typeof logLevels)[number];
  workers: number;
  /** How long a worker owns a shop without renewing. */
  workerLeaseMs: number;
};

/** A database without anybody who signs in. */
export type DatabaseAddress = Omit<ConnectionSettings, "user" | "password">;

/** The environment as given: `process.env`, or a plain object in a test. */
export type Environment = Readonly<Record<string, string | undefined>>;

const logLevels = ["debug", "info", "warn", "error"] as const;
/** The ports of the simulators before the offset, by gateway (docs/sandbox.md). */
export const sandboxGateways: readonly (readonly [name: string, port: number])[] = [
  ["temu.us", 9101],
  ["temu.eu", 9102],
  ["temu.global", 9103],
  ["temu.pa", 9104],
  ["temu.cn", 9105],
  ["tiktok-shop.api", 9111],
  ["tiktok-shop.auth", 9112],
  ["amazon.sp-api", 9121],
  ["amazon.lwa", 9122],
  ["yanwen", 9131],
  ["cne", 9132],
  ["jcex", 9133],
  ["yunexpress", 9134],
  ["4px", 9135],
];

const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number)
    .pipe(z.number().min(min).max(max));
const httpUrl = z.url({ protocol: /^https?$/ });
const endpointsJson = z
  .string()
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue({ code: "custom", message: "not JSON" });
      return z.NEVER;
    }
  })
  .pipe(z.record(z.string().regex(/^[a-z0-9-]+(\.[a-z0-9-]+)?$/), httpUrl));

const environment = z.object({
  CROSSDOCK_MODE: z.enum(["demo", "production"]).default("demo"),
  HOST: z
    .string()
    .regex(/^[0-9A-Za-z.:-]+$/)
    .default("127.0.0.1"),
  PORT: wholeNumber(0, 65_535).default(8080),
  CROSSDOCK_PUBLIC_URL: httpUrl.optional(),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//)
    .refine((text) => URL.canParse(text) && new URL(text).username !== "" && new URL(text).pathname.length > 1)
    .optional(),
  CROSSDOCK_DATABASE_ADDRESS: z.url({ protocol: /^postgresql$/ }).optional(),
  CROSSDOCK_DATA_DIR: z.string().default("data"),
  CROSSDOCK_MASTER_KEY_FILE: z.string().optional(),
  CROSSDOCK_ENDPOINTS: endpointsJson.optional(),
  CROSSDOCK_SANDBOX_PORT_OFFSET: wholeNumber(0, 50_000).default(0),
  CROSSDOCK_LOG_LEVEL: z.enum(logLevels).default("info"),
  CROSSDOCK_WORKERS: wholeNumber(1, 64).default(1),
  CROSSDOCK_WORKER_LEASE_MS: wholeNumber(2_000, 600_000).default(15_000),
});

const wanted: Record<keyof z.output<typeof environment>, string> = {
  CROSSDOCK_MODE: '"demo" or "production"',
  HOST: "an address to listen on, such as 127.0.0.1",
  PORT: "a whole number from 0 to 65535",
  CROSSDOCK_PUBLIC_URL: "an http(s) address, such as https://erp.example.com",
  DATABASE_URL: "postgresql://user:password@host:port/database",
  CROSSDOCK_DATABASE_ADDRESS: "postgresql://host:port/database, without a user",
  CROSSDOCK_DATA_DIR: "a directory",
  CROSSDOCK_MASTER_KEY_FILE: "a file",
  CROSSDOCK_ENDPOINTS: 'JSON that maps gateways to addresses, such as {"temu.us":"http://127.0.0.1:9101"}',
  CROSSDOCK_SANDBOX_PORT_OFFSET: "a whole number from 0 to 50000",
  CROSSDOCK_LOG_LEVEL: logLevels.join(", "),
  CROSSDOCK_WORKERS: "a whole number from 1 to 64",
  CROSSDOCK_WORKER_LEASE_MS: "milliseconds from 2000 to 600000",
};

const settingNames: readonly string[] = Object.keys(wanted);

/** Reads the environment. Throws a StartRefusal with one sentence about the first setting that is wrong. */
export function readConfig(given: Environment): Config {
  // an empty variable is how shells and compose files say "not set"
  const set = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined && value !== ""));
  const unknown = Object.keys(set).find((name) => name.startsWith("CROSSDOCK_") && !settingNames.includes(name));
  if (unknown !== undefined) throw new StartRefusal(`There is no setting ${unknown}; the settings are ${settingNames.join(", ")}.`);
  const parsed = environment.safeParse(set);
  if (!parsed.success) throw new StartRefusal(complaint(set, parsed.error));
  const env = parsed.data;
  const database = env.DATABASE_URL === undefined ? undefined : connectionOf(env.DATABASE_URL);
  return {
    mode: env.CROSSDOCK_MODE,
    host: env.HOST,
    port: env.PORT,
    publicUrl: env.CROSSDOCK_PUBLIC_URL ?? `http://${env.HOST.includes(":") ? `[${env.HOST}]` : env.HOST}:${env.PORT}`,
    database,
    databaseAddress:
      env.CROSSDOCK_DATABASE_ADDRESS === undefined
        ? database && withoutUser(database)
        : withoutUser(connectionOf(env.CROSSDOCK_DATABASE_ADDRESS)),
    dataDir: path.resolve(env.CROSSDOCK_DATA_DIR),
    masterKeyFile: path.resolve(env.CROSSDOCK_MASTER_KEY_FILE ?? path.join(homedir(), ".config", "crossdock", "master.key")),
    endpoints: endpointsOf(env),
    sandboxPortOffset: env.CROSSDOCK_SANDBOX_PORT_OFFSET,
    logLevel: env.CROSSDOCK_LOG_LEVEL,
    workers: env.CROSSDOCK_WORKERS,
    workerLeaseMs: env.CROSSDOCK_WORKER_LEASE_MS,
  };
}

function complaint(set: Environment, error: z.ZodError<unknown>): string {
  const name = String(error.issues[0]?.path[0]);
  const expectation = Object.entries(wanted).find(([setting]) => setting === name)?.[1] ?? "another value";
  // the address of a database carries its password
  const value = name === "DATABASE_URL" ? "not an address of a PostgreSQL database" : `"${set[name] ?? ""}"`;
  return `${name} is ${value}; wanted: ${expectation}.`;
}

/** In demo mode everything that is not named goes to the simulators, so that a demo can never reach a real platform. */
function endpointsOf(env: z.output<typeof environment>): ReadonlyMap<string, string> {
  const named = Object.entries(env.CROSSDOCK_ENDPOINTS ?? {});
  if (env.CROSSDOCK_MODE === "production") return new Map(named);
  const simulated = sandboxGateways.map(([name, port]): [string, string] => [
    name,
    `http://127.0.0.1:${port + env.CROSSDOCK_SANDBOX_PORT_OFFSET}`,
  ]);
  return new Map([...simulated, ...named]);
}

function connectionOf(text: string): ConnectionSettings {
  const url = new URL(text);
  const sslMode = url.searchParams.get("sslmode");
  return {
    host: url.hostname.replace(/^\[|\]$/g, ""),
    port: url.port === "" ? 5432 : Number(url.port),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    database: decodeURIComponent(url.pathname.slice(1)),
    ssl: sslMode !== null && sslMode !== "disable",
  };
}

function withoutUser({ host, port, database, ssl }: ConnectionSettings): DatabaseAddress {
  return { host, port, database, ...(ssl !== undefined && { ssl }) };
}

/** The text form of an address, as CROSSDOCK_DATABASE_ADDRESS takes it. */
export function formatAddress({ host, port, database, ssl }: DatabaseAddress): string {
  const name = host.includes(":") ? `[${host}]` : host;
  return `postgresql://${name}:${port}/${encodeURIComponent(database)}${ssl === true ? "?sslmode=verify-full" : ""}`;
}
