import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { replayAnswers } from "../app/replay-answers.ts";
import { migrate } from "../db/migrate.ts";
import { parseInstant } from "../kernel/instant.ts";
import { explain } from "./child.ts";
import { systemClock } from "./clock.ts";
import { startEmbeddedPostgres } from "./embedded-postgres.ts";
import { rolePassword, rolePasswords } from "./master-key.ts";
import { openScratchApp } from "./open-app.ts";
import { StartRefusal } from "./start-refusal.ts";
import { connectForTool } from "./tool-context.ts";

// `npm run replay -- --day 2026-11-23`: reads the platforms' kept answers of a day (UTC) again, into an empty database that lives as long as
// this program, and compares the orders. The last line is JSON.
try {
  const { values } = parseArgs({ options: { day: { type: "string" } } });
  const day = /^\d{4}-\d{2}-\d{2}$/.test(values.day ?? "") ? parseInstant(`${values.day}T00:00:00Z`) : undefined;
  if (day === undefined) throw new StartRefusal("Say which day to replay, as in: npm run replay -- --day 2026-11-23");
  const source = await connectForTool();
  const folder = mkdtempSync(path.join(tmpdir(), "crossdock-replay-"));
  const key = Buffer.from(source.app.entropy.bytes(32));
  const postgres = await startEmbeddedPostgres({
    home: path.join(folder, "postgres"),
    ownerPassword: rolePassword(key, "owner"),
    superuserPassword: rolePassword(key, "superuser"),
    disposable: true,
  });
  let different = 0;
  try {
    await migrate({ owner: postgres.owner, rolePasswords: rolePasswords(key), at: systemClock.now() });
    const scratch = await openScratchApp(source.app, postgres.owner, key, path.join(folder, "blobs"));
    const tenants = await source.directory.run((db) =>
      db.selectFrom("directory.tenant").select("id").orderBy("id").limit(100_000).execute(),
    );
    const total = { tenants: tenants.length, batches: 0, answers: 0, wanted: 0, orders: 0 };
    for (const { id } of tenants) {
      const replay = await replayAnswers(source, scratch, id, day);
      total.batches += replay.batches;
      total.answers += replay.answers;
      total.wanted += replay.wanted;
      total.orders += replay.orders;
      different += replay.different.length;
      for (const number of replay.different) process.stdout.write(`${number}: not given again as it is\n`);
    }
    await scratch.close();
    process.stdout.write(`${JSON.stringify({ ...total, different })}\n`);
  } finally {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
    await source.close();
  }
  process.exitCode = different === 0 ? 0 : 1;
} catch (error) {
  process.stderr.write(`${explain(error)}\n`);
  process.exitCode = 1;
}
