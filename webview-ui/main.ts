// The entry of the results panel: settles how schemas run, then mounts the view over the editor's messages, or over the planes of a file that holds one run.
import "./jitless.ts";
import { registerControls } from "./elements/controls.ts";
import { TouchstoneOverview } from "./elements/overview.ts";
import { TouchstoneResults } from "./elements/results.ts";
import { TouchstoneRows } from "./elements/rows.ts";
import { TouchstoneSample } from "./elements/sample.ts";
import { createFileHost } from "./host/file-host.ts";
import { createVscodeHost } from "./host/vscode-host.ts";
import { createPanel } from "./state/panel.ts";

registerControls();
customElements.define("touchstone-overview", TouchstoneOverview);
customElements.define("touchstone-rows", TouchstoneRows);
customElements.define("touchstone-sample", TouchstoneSample);
customElements.define("touchstone-results", TouchstoneResults);

const results = new TouchstoneResults();
results.panel = createPanel("acquireVsCodeApi" in window ? createVscodeHost() : createFileHost(document));
document.body.append(results);
results.panel.start();
