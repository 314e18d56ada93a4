/** Opaque bytes by key. What is stored is already encrypted; the store knows neither tenant nor purpose. Directory first, S3 later. */
export type BlobStore = {
  /** Durable when it resolves. Overwrites. `key` is `tenant/id`, made of ids only. */
  put(key: string, bytes: Uint8Array): Promise<void>;
  get(key: string): Promise<Uint8Array | undefined>;
  remove(key: string): Promise<void>;
};
