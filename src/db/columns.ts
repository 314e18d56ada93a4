import type { ColumnType, Generated, JSONColumnType } from "kysely";
import type { Instant } from "../kernel/instant.ts";

/** Read as stored; written once as text. */
export type Json<T extends object> = JSONColumnType<T>;
export type NullableJson<T extends object> = ColumnType<T | null, string | null | undefined, string | null>;
/** Has a default in the database. */
export type Defaulted<T> = Generated<T>;
/** Read as Instant, written and compared as ISO text (`toIso`): pg would send the number as it is. */
export type At = ColumnType<Instant, string, string>;
export type NullableAt = ColumnType<Instant | null, string | null | undefined, string | null>;
