import { createHash } from "node:crypto";
import type { DBAdapter, Where } from "better-auth/types";

/** What is stored of a session token. 190 random bits need no salt. */
export function hashToken(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

/**
 * Lets the library work with session tokens while the database holds their hashes only: tokens are hashed on the way in, and a row that was
 * asked for by its token gets that token back. Rows found in another way keep the hash, which opens nothing.
 */
export function withHashedSessions(inner: DBAdapter): DBAdapter {
  return {
    ...inner,
    create: async (input) => {
      if (input.model !== "session") return await inner.create(input);
      const data = { ...input.data };
      const token = tokenOf(data);
      if (token !== undefined) Object.assign(data, { token: hashToken(token) });
      return restore(await inner.create({ ...input, data }), token);
    },
    findOne: async (input) => restore(await inner.findOne({ ...input, where: hashed(input.model, input.where) }), wanted(input)),
    findMany: async (input) => {
      const found = await inner.findMany<never>({ ...input, where: hashed(input.model, input.where ?? []) });
      return found.map((row) => restore(row, wanted(input)));
    },
    count: (input) => inner.count({ ...input, where: hashed(input.model, input.where ?? []) }),
    update: async (input) => {
      if (input.model === "session" && "token" in input.update) throw new Error("a session's token never changes");
      return restore(await inner.update({ ...input, where: hashed(input.model, input.where) }), wanted(input));
    },
    updateMany: (input) => inner.updateMany({ ...input, where: hashed(input.model, input.where) }),
    delete: (input) => inner.delete({ ...input, where: hashed(input.model, input.where) }),
    deleteMany: (input) => inner.deleteMany({ ...input, where: hashed(input.model, input.where) }),
    consumeOne: async (input) => restore(await inner.consumeOne({ ...input, where: hashed(input.model, input.where) }), wanted(input)),
    // statements of a transaction would pass by this wall; none of the routes that we open needs one
    transaction: () => Promise.reject(new Error("sessions are not written in the library's transactions")),
  };
}

function hashed(model: string, where: Where[]): Where[] {
  if (model !== "session") return where;
  return where.map((clause) => {
    if (clause.field !== "token") return clause;
    if (typeof clause.value === "string") return { ...clause, value: hashToken(clause.value) };
    if (Array.isArray(clause.value)) return { ...clause, value: clause.value.map((value) => hashToken(String(value))) };
    throw new Error("a session token is a text");
  });
}

function wanted(input: { model: string; where?: Where[] | undefined }): string | undefined {
  const clause = input.model === "session" ? input.where?.find((one) => one.field === "token") : undefined;
  return typeof clause?.value === "string" ? clause.value : undefined;
}

function restore<T>(row: T, token: string | undefined): T {
  if (token !== undefined && tokenOf(row) === hashToken(token)) Object.assign(row ?? {}, { token });
  return row;
}

function tokenOf(row: unknown): string | undefined {
  return typeof row === "object" && row !== null && "token" in row && typeof row.token === "string" ? row.token : undefined;
}
