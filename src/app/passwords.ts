import { hash, verify } from "@node-rs/argon2";
import type { Entropy } from "../ports/ids.ts";

export const minPasswordLength = 12;
export const maxPasswordLength = 128;

export type Passwords = {
  hash(password: string): Promise<string>;
  /** False for a wrong password and for a text that is no hash. */
  verify(stored: string, password: string): Promise<boolean>;
};

// OWASP's floor; the parameters travel in the hash, so raising them leaves old hashes readable. The package's default algorithm is argon2id
const settings = { memoryCost: 19_456, timeCost: 2, parallelism: 1, outputLen: 32 } as const;
const maxConcurrent = 2;
const maxWaiting = 200;

/** argon2id with at most two hashes at a time: 19 MiB each, so a flood of sign-ins waits instead of filling the memory. */
export function openPasswords(entropy: Entropy): Passwords {
  const gate = openGate(maxConcurrent, maxWaiting);
  return {
    hash: (password) => gate(() => hash(password, { ...settings, salt: entropy.bytes(16) })),
    verify: (stored, password) => gate(async () => stored.startsWith("$argon2id$") && (await verify(stored, password))),
  };
}

function openGate(limit: number, waitingLimit: number) {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (running >= limit) {
      if (waiting.length >= waitingLimit) throw new Error("too many passwords are being checked");
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else {
      running += 1;
    }
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      // the place goes to the next in line without becoming free in between
      if (next === undefined) running -= 1;
      else next();
    }
  };
}
