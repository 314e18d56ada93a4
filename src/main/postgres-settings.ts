/** The embedded server's settings, given on its command line so that no file of the cluster has to be edited. A socket only when one is wanted. */
export function serverSettings(port: number, disposable: boolean, socketDirectory: string): Record<string, string> {
  return { ...reach(port, socketDirectory), ...size, ...(disposable ? notDurable : durable), ...quietLog };
}

function reach(port: number, socketDirectory: string): Record<string, string> {
  return {
    listen_addresses: "127.0.0.1",
    port: String(port),
    unix_socket_directories: socketDirectory,
    password_encryption: "scram-sha-256",
    timezone: "UTC",
  };
}

const size = {
  max_connections: "100",
  shared_buffers: "256MB",
  max_wal_size: "2GB",
  // compiling a plan costs more than any of our short statements
  jit: "off",
};

const durable = { fsync: "on", synchronous_commit: "on", full_page_writes: "on" };

const notDurable = { fsync: "off", synchronous_commit: "off", full_page_writes: "off", autovacuum_naptime: "1h" };

/** A statement, its parameters, the row in an error's DETAIL, even the message itself ("invalid input: …") can hold buyer data. */
const quietLog = {
  logging_collector: "off",
  log_statement: "none",
  log_min_duration_statement: "-1",
  // in the log's own order of severity this leaves out what sessions did wrong and keeps what the server has to say
  log_min_messages: "log",
  log_min_error_statement: "panic",
  log_error_verbosity: "terse",
  log_parameter_max_length: "0",
  log_parameter_max_length_on_error: "0",
  log_timezone: "UTC",
};
