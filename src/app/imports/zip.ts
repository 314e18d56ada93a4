import { inflateRawSync } from "node:zlib";
import { fail, ok, type Result } from "../../kernel/result.ts";

/** The entries of a zip by name; opening one inflates it, to at most what it declares. */
export type Zip = ReadonlyMap<string, () => string>;
export type ZipFault = "not-a-zip" | "encrypted" | "too-big";

// a workbook of 5,000 rows inflates to a tenth of this
const inflatedMax = 100 * 1024 * 1024;
const entriesMax = 1_000;
const endSize = 22;
const commentMax = 65_535;
const headerSize = 46;
const localSize = 30;

type Entry = { name: string; method: number; packed: number; size: number; offset: number };

/**
 * Opens a zip by its central directory. What it declares to hold is bounded before anything is inflated, and what it really holds when it
 * is: an archive that lies about its sizes is refused too.
 */
export function openZip(bytes: Buffer): Result<Zip, ZipFault> {
  const end = bytes.lastIndexOf(Buffer.from("PK\u0005\u0006", "latin1"));
  if (end < 0 || end < bytes.length - endSize - commentMax || end + endSize > bytes.length) return fail("not-a-zip");
  const count = bytes.readUInt16LE(end + 10);
  if (count > entriesMax) return fail("too-big");
  const entries: Entry[] = [];
  let at = bytes.readUInt32LE(end + 16);
  let declared = 0;
  for (let index = 0; index < count; index += 1) {
    if (at + headerSize > bytes.length || bytes.readUInt32LE(at) !== 0x02014b50) return fail("not-a-zip");
    // a lock over single entries: the password is asked for before anything can be read
    if ((bytes.readUInt16LE(at + 8) & 1) !== 0) return fail("encrypted");
    const nameLength = bytes.readUInt16LE(at + 28);
    const size = bytes.readUInt32LE(at + 24);
    declared += size;
    const name = bytes.toString("utf8", at + headerSize, at + headerSize + nameLength);
    entries.push({
      name,
      method: bytes.readUInt16LE(at + 10),
      packed: bytes.readUInt32LE(at + 20),
      size,
      offset: bytes.readUInt32LE(at + 42),
    });
    at += headerSize + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  if (declared > inflatedMax) return fail("too-big");
  return ok(new Map(entries.map((entry) => [entry.name, () => inflate(bytes, entry)])));
}

function inflate(bytes: Buffer, { method, packed, size, offset }: Entry): string {
  const start = offset + localSize + bytes.readUInt16LE(offset + 26) + bytes.readUInt16LE(offset + 28);
  const held = bytes.subarray(start, start + packed);
  return (method === 0 ? held : inflateRawSync(held, { maxOutputLength: Math.max(1, size) })).toString("utf8");
}
