import { text } from "node:stream/consumers";
import { z } from "zod";
import { faultNames } from "../world/faults.ts";
import { simulate } from "../world/simulate.ts";

// One world in a process of its own, because the source beneath it is not ours: told by stdin, answered by one line.
const Role = z.object({ host: z.string(), port: z.number(), user: z.string(), password: z.string(), database: z.string() }).loose();
const Trial = z.object({
  server: z.object({
    superuser: Role,
    owner: Role,
    passwords: z.object({
      crossdock_app: z.string(),
      crossdock_directory: z.string(),
      crossdock_auth: z.string(),
      crossdock_jobs: z.string(),
    }),
    masterKey: z.string(),
    template: z.string(),
  }),
  seed: z.number(),
  hours: z.number(),
  shops: z.number(),
  faults: z.array(z.enum(faultNames)),
  storm: z.number(),
  buyers: z.number(),
  /** The world may end as soon as this invariant is broken; empty: it is lived to its end. */
  until: z.string(),
});

const { server, until, faults, ...rest } = Trial.parse(JSON.parse(await text(process.stdin)));
const { violations } = await simulate(
  server,
  { ...rest, faults: new Set(faults), isVerbose: false },
  { isEnough: (found) => until !== "" && found.some((one) => one.invariant === until) },
);
process.stdout.write(`${JSON.stringify(violations)}\n`);
