import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase } from "../../test/support/database.ts";
import { openTestServer, type Visitor } from "../../test/support/test-server.ts";
import { setUpTestShop, type TestShop } from "../../test/support/test-shop.ts";
import { PictureReply } from "../contract/pictures.ts";
import { maxPictureBytes, picturesPath } from "../kernel/vocabulary/pictures.ts";

const server = await openTestServer(await createTestDatabase());
const { app, directory } = server.install;
const picture = Buffer.concat([Buffer.from("89504e470d0a1a0a", "hex"), Buffer.alloc(200, 7)]);
let shop: TestShop;
let operator: Visitor;
let viewer: Visitor;
let stranger: Visitor;

beforeAll(async () => {
  shop = await setUpTestShop(app, directory, { MUG: 1 });
  operator = await server.enter(shop.tenant, "operator");
  viewer = await server.enter(shop.tenant, "viewer");
  stranger = await server.enter((await setUpTestShop(app, directory, {})).tenant, "owner");
});
afterAll(() => server.close());

const send = (visitor: Visitor, file: Uint8Array, type = "image/png") => visitor.upload(picturesPath, file, { "content-type": type });

test("an uploaded picture is sealed on disk, and shown to the tenant's own people alone", async () => {
  const { url } = PictureReply.parse((await send(operator, picture)).body);
  const seen = await viewer.get(url);
  expect(seen).toMatchObject({ status: 200, bytes: picture });
  expect(seen.headers.get("content-type")).toBe("image/png");
  expect(seen.headers.get("cache-control")).toContain("immutable");
  expect((await stranger.get(url)).status).toBe(404);
  expect((await server.visitor("").get(url)).status).toBe(401);
  const saved = await app.blobs.get(`${shop.tenant}/${url.slice(-36)}`);
  expect(Buffer.from(saved ?? []).includes(picture)).toBe(false);
});

test("what is no picture, too large, of another kind, or from somebody who may not, is refused before it is kept", async () => {
  expect((await send(operator, Buffer.from("<svg onload=alert(1)>"))).body).toMatchObject({ error: { code: "not-a-picture" } });
  expect((await send(operator, picture, "image/svg+xml")).status).toBe(415);
  expect((await send(operator, Buffer.alloc(maxPictureBytes + 1))).status).toBe(413);
  expect((await send(viewer, picture)).status).toBe(403);
  expect((await operator.upload(picturesPath, picture, { "content-type": "image/png", origin: "https://elsewhere.example" })).status).toBe(
    403,
  );
  expect((await operator.get(`${picturesPath}/../secrets`)).status).toBe(404);
});
