/**
 * Crossdock cannot start, and the person at the keyboard can put it right. The message is one whole sentence for them, without
 * secrets; `src/main/start.ts` prints it without a stack and exits with 1.
 */
export class StartRefusal extends Error {
  override name = "StartRefusal";
}
