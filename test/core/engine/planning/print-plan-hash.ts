// Prints the hash of a plan made in a process of its own, for the test that a plan does not depend on the process.
import { setupOf } from "../../../support/factories.ts";
import { planOf } from "../engine-fixtures.ts";

process.stdout.write(planOf(setupOf(), { epochs: 3, seed: 7 }).hash);
