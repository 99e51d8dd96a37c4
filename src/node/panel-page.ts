// What a file that shows the panel is made of, from the folder that the build writes beside the bundles.
import { readFile } from "node:fs/promises";
import { TouchstoneError } from "../core/base/errors.ts";

export interface PanelPage {
  readonly script: string;
  readonly style: string;
}

/** `home` is the folder of the bundles. The icon font stands inside the style. Throws `store/unreadable` for an installation that lacks a part. */
export async function readPanelPage(home: URL): Promise<PanelPage> {
  const read = (name: string): Promise<Buffer> => readFile(new URL(`webview/${name}`, home));
  const [script, page, file, font] = await Promise.all(["main.js", "page.css", "file.css", "codicon.ttf"].map(read)).catch(
    (error: unknown) => {
      throw new TouchstoneError("store/unreadable", "The parts of the panel are not where Touchstone was installed.", {
        hint: "Install Touchstone again.",
        cause: error,
      });
    },
  );
  if (script === undefined || page === undefined || file === undefined || font === undefined) throw new Error("not every part was read");
  const pageStyle = page.toString("utf8").replace("./codicon.ttf", () => `data:font/ttf;base64,${font.toString("base64")}`);
  return {
    // A map is of use to nobody here, and several times as long.
    script: script.toString("utf8").replace(/\n\/\/# sourceMappingURL=.*\s*$/, "\n"),
    style: `${pageStyle}\n${file.toString("utf8")}`,
  };
}
