import { z } from "zod";
import { isPictureAddress } from "../kernel/vocabulary/pictures.ts";

/** The picture of goods: an address anywhere, or that of an uploaded one. */
export const PictureAddress = z.string().refine(isPictureAddress, "the address of a picture");

/** What an upload answers: the address to keep as the goods' picture. */
export const PictureReply = z.strictObject({ url: PictureAddress });
export type PictureReply = z.infer<typeof PictureReply>;
