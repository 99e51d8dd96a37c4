// The plan of a run against an earlier commit. Where every request is the base's, byte for byte, nothing is asked of the base, and of the head only what a rule has to know.
import { canonicalJson } from "../../base/canonical-json.ts";
import type { Row } from "../../domain/collection.ts";
import { isAboutVariantAlone } from "../../gates/unchanged.ts";
import type { Arm, Setup } from "../../documents/setup.ts";
import { providerOf, type Endpoints } from "./destinations.ts";
import type { RunOptions } from "./options.ts";
import { hashSamples, planRun, type Plan } from "./plan.ts";
import { renderSample } from "./render-sample.ts";

/** The plan of a setup, whether its arms come from one state of the files or from two. Throws as `planRun` does. */
export function planSetup(setup: Setup, options: RunOptions, endpoints: Endpoints): Plan {
  const plan = planRun(setup, options, endpoints);
  const { against } = setup;
  const [base, head] = plan.arms;
  if (against === undefined || head === undefined) return plan;
  const identical = plan.rows.filter((row) => requestOf(base, row) === requestOf(head, row)).length;
  const known = { ...setup, against: { ...against, identicalRequests: identical * plan.epochs } };
  if (identical < plan.rows.length) return { ...plan, setup: known };
  const alone = planRun({ ...known, arms: [{ ...head, from: null, axes: [] }] }, options, endpoints);
  return setup.gates.some(isAboutVariantAlone) ? alone : withoutSamples(alone);
}

/** All that is sent for a row, and the name of the place it is sent to. */
function requestOf(arm: Arm, row: Row): string {
  const { model } = arm;
  const { method, path, body } = providerOf(model).encode({ config: model, messages: renderSample(arm, row).messages });
  return canonicalJson({ provider: model.provider, endpoint: model.endpoint ?? null, method, path, body });
}

/** Nothing is left to be asked. */
function withoutSamples(plan: Plan): Plan {
  return {
    ...plan,
    samples: [],
    calls: { generation: 0, rating: 0, cached: 0 },
    tokens: { input: 0, outputMax: 0 },
    costUsd: { worst: 0 },
    destinations: plan.destinations.map((destination) => ({ ...destination, calls: 0 })),
    hash: hashSamples([]),
  };
}
