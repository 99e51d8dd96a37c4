// Bounds of a project's settings.
import assert from "node:assert/strict";
import { timeoutsSchema } from "../../../src/core/domain/project.ts";

describe("timeoutsSchema", () => {
  for (const key of ["headers_ms", "first_byte_ms", "idle_ms", "total_ms"] as const) {
    it(`takes the longest timer there is as ${key}`, () =>
      assert.equal(timeoutsSchema.parse({ [key]: 2_147_483_647 })[key], 2_147_483_647));
    it(`refuses a longer one as ${key}`, () => assert.equal(timeoutsSchema.safeParse({ [key]: 2_147_483_648 }).success, false));
  }
});
