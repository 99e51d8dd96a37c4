// The icons at the end of the tabs: run or cancel, filter, export; each also a command of the editor.
import { html, type TemplateResult } from "lit";
import type { commandNames } from "../../src/protocol/actions.ts";
import type { SummaryPlane } from "../../src/protocol/summary-plane.ts";
import type { Panel } from "../state/panel.ts";
import { isLive, type PanelState } from "../state/panel-state.ts";
import { keyName } from "../text/keys.ts";
import { iconButton } from "./links.ts";

export function toolbar(panel: Panel, { summary }: PanelState, onFilter: () => void): TemplateResult {
  const filter = iconButton({ icon: "filter", label: `Filter Rows (${keyName("F")})`, onClick: onFilter });
  if (panel.isFile) return html`<div class="toolbar">${filter}</div>`;
  const act = (command: (typeof commandNames)[number]) => () => panel.act({ kind: "command", command });
  const status = summary?.status ?? "loading";
  const start = isLive(status)
    ? iconButton({ icon: "debug-stop", label: "Cancel Run", onClick: act("cancel") })
    : iconButton({ icon: "play", label: "Run Experiment", onClick: act("run"), isDisabled: !canRun(status) });
  return html`<div class="toolbar">
    ${start} ${filter} ${iconButton({ icon: "export", label: "Export…", onClick: act("export"), isDisabled: summary?.subject.run == null })}
  </div>`;
}

function canRun(status: SummaryPlane["status"]): boolean {
  return status !== "untrusted" && status !== "loading";
}
