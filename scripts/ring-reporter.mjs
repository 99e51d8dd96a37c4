// The mocha reporter of `npm test`: failures in full, nothing else, and the totals as JSON in a file for the runner.
import mocha from "mocha";
import { writeFileSync } from "node:fs";

const { Base } = mocha.reporters;
const { EVENT_RUN_END, EVENT_TEST_PASS } = mocha.Runner.constants;

/**
 * Totals of one ring, as written to the file that the option `totals` names: `{ passed, failed, failedFiles }`, the last with how
 * many tests of each file with a failure passed all the same.
 */
export default class RingReporter extends Base {
  /** @param {mocha.Runner} runner @param {mocha.MochaOptions} options */
  constructor(runner, options) {
    super(runner, options);
    /** @type {Map<string | undefined, number>} */
    const passedIn = new Map();
    runner.on(EVENT_TEST_PASS, ({ file }) => passedIn.set(file, (passedIn.get(file) ?? 0) + 1));
    runner.once(EVENT_RUN_END, () => {
      if (this.failures.length > 0) Base.list(this.failures);
      const { passes: passed, failures: failed } = this.stats;
      const files = new Set(this.failures.map(({ file }) => file));
      const failedFiles = [...files].map((file) => ({ file, passed: passedIn.get(file) ?? 0 }));
      writeFileSync(options.reporterOptions.totals, JSON.stringify({ passed, failed, failedFiles }));
    });
  }
}
