// Serves the panel's own page over the loopback interface: dist/webview, with its template filled in as the extension does.
import { createServer } from "node:http";
import { once } from "node:events";
import { randomBytes } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import type { AddressInfo } from "node:net";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "../../..");
const built = path.join(root, "dist/webview");
const types: Readonly<Record<string, string>> = { ".css": "text/css", ".js": "text/javascript", ".ttf": "font/ttf" };

export interface PanelServer extends AsyncDisposable {
  /** `http://127.0.0.1:port` */
  readonly origin: string;
}

export async function servePanel(): Promise<PanelServer> {
  // Read once, so that a build in the middle of a ring cannot change what is tested.
  const files = new Map(readdirSync(built).map((name) => [`/webview/${name}`, readFileSync(path.join(built, name))]));
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    const file = files.get(pathname);
    if (pathname === "/") response.setHeader("content-type", "text/html; charset=utf-8").end(pageOf(`http://${request.headers.host}`));
    else if (file !== undefined) response.setHeader("content-type", types[path.extname(pathname)] ?? "text/plain").end(file);
    else response.writeHead(404).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  };
  return { origin: `http://127.0.0.1:${port}`, [Symbol.asyncDispose]: close };
}

/** The template with its placeholders filled in, as text that is asked for once. */
function pageOf(origin: string): string {
  const values: Readonly<Record<string, string>> = {
    nonce: randomBytes(16).toString("base64url"),
    cspSource: origin,
    script: `${origin}/webview/main.js`,
    style: `${origin}/webview/page.css`,
  };
  return readFileSync(path.join(built, "index.html"), "utf8").replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => values[name] ?? "");
}
