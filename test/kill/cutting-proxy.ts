import { connect, createServer, type Socket } from "node:net";

/** What stands between the workers and the database. Loses connections around COMMIT when told to. */
export type CuttingProxy = {
  port: number;
  /** Every so many commits of a transaction lose their connection: in turn before the server hears of it, and after it has committed. 0 = none. */
  cutEvery(commits: number): void;
  cuts(): { before: number; after: number; commits: number };
  close(): Promise<void>;
};

// the simple query "commit" in the frontend protocol: Q, its length, the text, a zero
const commit = Buffer.from("Q\0\0\0\u000bcommit\0", "latin1");

export async function openCuttingProxy(target: { host: string; port: number }): Promise<CuttingProxy> {
  const sockets = new Set<Socket>();
  const cuts = { before: 0, after: 0, commits: 0 };
  let every = 0;
  const server = createServer((client) => {
    const upstream = connect(target.port, target.host);
    let isLastWord = false;
    const end = () => {
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on("error", end);
      socket.on("close", () => {
        sockets.delete(socket);
        end();
      });
    }
    client.on("data", (chunk: Buffer) => {
      if (chunk.includes(commit)) {
        cuts.commits += 1;
        if (every > 0 && cuts.commits % every === 0) {
          isLastWord = cuts.before > cuts.after;
          cuts[isLastWord ? "after" : "before"] += 1;
          if (!isLastWord) return end();
        }
      }
      upstream.write(chunk);
    });
    // the answer says that it is committed, and nobody hears it
    upstream.on("data", (chunk: Buffer) => (isLastWord ? end() : client.write(chunk)));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  return {
    port: typeof address === "object" ? (address?.port ?? 0) : 0,
    cutEvery: (commits) => {
      every = commits;
    },
    cuts: () => ({ ...cuts }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
