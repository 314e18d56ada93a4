import { z } from "zod";
import type { ControlReply } from "../../kernel/simulator.ts";

/** What every body may carry: the platform that it is meant for (this one when absent) and the shop. Other members are ignored. */
export const Mine = z.object({ platform: z.literal("temu").default("temu"), shop: z.coerce.string().optional() });

/** 400 with what is wrong, by path. */
export function badRequest(error: z.ZodError): ControlReply {
  return { status: 400, body: { error: error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`) } };
}
