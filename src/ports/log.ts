/** Structured log. Fields hold ids, codes and numbers only: never a secret, never buyer data. */
export type Log = {
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
};

export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;
