/** The key above all keys; lives outside the database. Wraps and unwraps tenants' data keys (AES-256-GCM), nothing else. */
export type MasterKey = {
  /** Names this key inside what it wrapped, so that several can be readable during a rotation. */
  id: string;
  wrap(key: Buffer, context: string): string;
  /** Throws when the text was wrapped by another key or for another context. */
  unwrap(wrapped: string, context: string): Buffer;
};
