// A stored manifest: checked field by field, brought to today's form, and refused in words where nothing can be made of it.
import { hashBytes, type Hash } from "../base/hash.ts";
import { TouchstoneError } from "../base/errors.ts";
import type { Storage } from "../base/ports.ts";
import { issueText } from "../domain/issue-text.ts";
import { manifestVersion, migrateManifest, ownMajor } from "../domain/migrate-manifest.ts";
import { manifestSchemaName, type RunManifest } from "../domain/run-manifest.ts";
import { isManifest, manifestIssue } from "../domain/run-manifest-schema.ts";
import { isTooDeep } from "../domain/stored-values.ts";
import { displayPath } from "../domain/validate.ts";
import { manifestPath } from "./layout.ts";

export interface StoredManifest {
  /** In today's form, whatever version wrote it. */
  readonly manifest: RunManifest;
  /** Of the bytes as they lie there. */
  readonly hash: Hash;
  /** The format, where only a newer version writes it: such a run can be looked at, never written to. */
  readonly newerFormat: string | null;
}

const restoreHint = "Restore the file from a copy, or delete the run's folder.";

/** Throws `run/invalid` for what is missing, damaged, or of a format in which this version finds nothing it knows. */
export async function readManifest(storage: Pick<Storage, "read">, runId: string): Promise<StoredManifest> {
  const stored = await readManifestIn(storage, runId);
  const { manifest } = stored;
  // Its journals are looked for under its own id.
  if (manifest.runId !== runId)
    throw invalid(
      runId,
      `its manifest is that of run ${manifest.runId}`,
      `Give the folder the name ${manifest.runId} again, or delete it.`,
    );
  return stored;
}

/** The manifest in a folder of `runs` that may have another name than its run; throws as `readManifest`. */
export async function readManifestIn(storage: Pick<Storage, "read">, runId: string): Promise<StoredManifest> {
  const bytes = await storage.read(manifestPath(runId));
  if (bytes === null) throw invalid(runId, "its manifest is missing", "The run was never started; delete its folder.");
  const fields = parseObject(bytes);
  if (fields === null) throw invalid(runId, "its manifest is not JSON", restoreHint);
  const { schema } = fields;
  const version = manifestVersion(schema);
  if (version === null || version.major < 1)
    throw invalid(runId, `its manifest names no format that can be read, but ${shown(schema)}`, restoreHint);
  const isNewer = version.major > ownMajor;
  const manifest: unknown = isNewer ? fields : migrateManifest(fields, version);
  if (!isManifest(manifest)) {
    if (isNewer)
      throw invalid(
        runId,
        `its format ${shown(schema)} is newer than this version reads (${manifestSchemaName})`,
        "Update Touchstone to open it.",
      );
    throw invalid(runId, `in its manifest ${firstProblem(manifest)}`, restoreHint);
  }
  return { manifest, hash: hashBytes(bytes), newerFormat: isNewer ? manifest.schema : null };
}

function invalid(runId: string, problem: string, hint: string): TouchstoneError {
  return new TouchstoneError("run/invalid", `Run ${runId}: ${problem}.`, { file: manifestPath(runId), hint });
}

/** Null for what is no JSON object, or one that nobody could write again. */
function parseObject(bytes: Uint8Array): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    return isObject && !isTooDeep(value) ? (value as Readonly<Record<string, unknown>>) : null;
  } catch {
    return null;
  }
}

function firstProblem(fields: unknown): string {
  const issue = manifestIssue(fields);
  if (issue === null) return "nothing is wrong";
  const path = issue.path.map((step) => (typeof step === "symbol" ? String(step) : step));
  const value = path.reduce<unknown>((inner, step) => (inner as Readonly<Record<string | number, unknown>> | null)?.[step], fields);
  const place = displayPath(path);
  if (value === undefined) return `${place} is missing`;
  const { complaint } = issueText(issue, value, []);
  return `${place}${/^(must|is) /.test(complaint) ? "" : ":"} ${complaint}`;
}

function shown(schema: unknown): string {
  return typeof schema === "string" ? schema.slice(0, 100) : "none";
}
