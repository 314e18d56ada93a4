import { pino } from "pino";
import type { Log, LogFields } from "../ports/log.ts";

export type LogOptions = {
  /** Which process speaks: "server", "worker" … */
  name: string;
  level: "debug" | "info" | "warn" | "error";
  /** Lines of JSON for machines, or of text for the person who tries the demo. */
  form: "json" | "text";
  /** Takes one finished line, newline included. Standard error when left out: standard output belongs to the supervisor. */
  write?: (line: string) => void;
};

const hidden = "[hidden]";
const secretName = /token|secret|passw|authori[sz]ation|cookie|credential|api_?key|private_?key|signature|address|phone|recipient/i;
/** JWTs, passwords inside addresses, and long runs with a digit in them that are no UUID: keys, tokens, hashes. */
const secretForms = [
  /\beyJ[\w-]+\.[\w-]+\.[\w-]*/g,
  /(?<=:\/\/[^\s/:@]*:)[^\s/@]+(?=@)/g,
  /(?=[A-Za-z+/_|]*\d)[A-Za-z0-9+/_|]{32,}={0,2}/g,
];

/**
 * The log. Callers already keep secrets and buyer data out; whatever looks like one all the same is hidden here, as a second net.
 * Control characters are escaped in both forms, so that no text can begin a line of its own.
 */
export function openLog(options: LogOptions): Log {
  const write = options.write ?? ((line: string) => void process.stderr.write(line));
  const logger = pino(
    {
      level: options.level,
      base: { name: options.name },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (level) => ({ level }) },
    },
    { write: options.form === "json" ? write : (line) => write(toText(line)) },
  );
  return {
    info: (fields, message) => logger.info(scrubFields(fields), scrubText(message)),
    warn: (fields, message) => logger.warn(scrubFields(fields), scrubText(message)),
    error: (fields, message) => logger.error(scrubFields(fields), scrubText(message)),
  };
}

function scrubFields(fields: LogFields): LogFields {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => {
      if (typeof value !== "string") return [name, value];
      return [name, secretName.test(name) ? hidden : scrubText(value)];
    }),
  );
}

function scrubText(text: string): string {
  return secretForms.reduce((clean, form) => clean.replace(form, hidden), text);
}

function toText(line: string): string {
  const { time, level, name, msg, ...fields }: Record<string, unknown> = JSON.parse(line);
  const rest = Object.entries(fields).map(([field, value]) => ` ${field}=${plain(value)}`);
  const clock = plain(time).slice(11, 19);
  return `${clock} ${plain(name).padEnd(8)} ${plain(level) === "info" ? "" : `${plain(level)}: `}${plain(msg)}${rest.join("")}\n`;
}

function plain(value: unknown): string {
  // escapes as JSON does, also what a terminal would take as a command
  const escaped = JSON.stringify(String(value)).slice(1, -1).replaceAll('\\"', '"');
  return escaped.replace(/[\u007f-\u009f\u2028\u2029]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
