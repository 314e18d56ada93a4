/** A picture of goods: what people upload from a phone or a shop, after it was made smaller. */
export const maxPictureBytes = 2 * 1024 * 1024;
export const pictureTypes = ["image/png", "image/jpeg", "image/webp"] as const;
export type PictureType = (typeof pictureTypes)[number];

export const picturesPath = "/api/v1/pictures";
const ownPicture = /^\/api\/v1\/pictures\/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/u;

const longestAddress = 1_000;

/** Whether a text says where a picture lies: an address on the web, or that of an uploaded one. */
export function isPictureAddress(text: string): boolean {
  if (ownPicture.test(text)) return true;
  return text.length <= longestAddress && !/\s/u.test(text) && URL.canParse(text) && /^https?:$/u.test(new URL(text).protocol);
}
