/** A picture of goods: what people upload from a phone or a shop, after it was made smaller. */
export const maxPictureBytes = 2 * 1024 * 1024;
export const pictureTypes = ["image/png", "image/jpeg", "image/webp"] as const;
export type PictureType = (typeof pictureTypes)[number];

/** Where an uploaded picture is found: an address of our own, beside those of others. */
export const picturesPath = "/api/v1/pictures";
export const ownPicture = /^\/api\/v1\/pictures\/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/u;
