import { z } from "zod";
import { ownPicture } from "../kernel/vocabulary/pictures.ts";

/** What an upload answers: the address to keep as the goods' picture. */
export const PictureReply = z.strictObject({ url: z.string().regex(ownPicture) });
export type PictureReply = z.infer<typeof PictureReply>;

/** The picture of goods: an address anywhere, or that of an uploaded one. */
export const PictureAddress = z.union([z.url({ protocol: /^https?$/ }).max(1_000), z.string().regex(ownPicture)]);
