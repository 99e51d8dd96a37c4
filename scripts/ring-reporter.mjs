// The mocha reporter of `npm test`: failures in full, nothing else, and the totals as JSON in a file for the runner.
import mocha from "mocha";
import { writeFileSync } from "node:fs";

const { Base } = mocha.reporters;
const { EVENT_RUN_END } = mocha.Runner.constants;

/** Totals of one ring, as written to the file that the option `totals` names: `{ passed, failed }`. */
export default class RingReporter extends Base {
  /** @param {mocha.Runner} runner @param {mocha.MochaOptions} options */
  constructor(runner, options) {
    super(runner, options);
    runner.once(EVENT_RUN_END, () => {
      if (this.failures.length > 0) Base.list(this.failures);
      const { passes: passed, failures: failed } = this.stats;
      writeFileSync(options.reporterOptions.totals, JSON.stringify({ passed, failed }));
    });
  }
}
