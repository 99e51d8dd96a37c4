// The doctor: every kind of damage has its finding, with file, line and what to do; the repairs mend what they say and lose nothing.
import assert from "node:assert/strict";
import { sha256Hex } from "../../../../src/core/base/hash.ts";
import type { RunManifest } from "../../../../src/core/domain/run-manifest.ts";
import { defaultOptions } from "../../../../src/core/engine/planning/options.ts";
import { planRun } from "../../../../src/core/engine/planning/plan.ts";
import { startRun } from "../../../../src/core/engine/running/start-run.ts";
import { examineRun, isSound } from "../../../../src/core/engine/stored/examine-run.ts";
import type { RunFinding } from "../../../../src/core/engine/stored/finding.ts";
import { repairRun } from "../../../../src/core/engine/stored/repair-run.ts";
import { lockPath, manifestPath, objectPath, runFolder, summaryPath } from "../../../../src/core/store/layout.ts";
import { journalNames } from "../../../../src/core/store/run-store.ts";
import { createMemoryStorage, type MemoryStorage } from "../../../support/memory-storage.ts";
import { noEndpoints } from "../engine-fixtures.ts";
import { hostOf, loadSetup } from "../run-fixtures.ts";

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const staleLock = encode('{"pid":1,"started":"1","host":"h"}');

interface Patient {
  readonly storage: MemoryStorage;
  readonly manifest: RunManifest;
  readonly runId: string;
  readonly journal: string;
  lines(): string[];
  setLines(lines: readonly string[]): void;
}

async function makeRun(): Promise<Patient> {
  const storage = createMemoryStorage();
  const plan = planRun(await loadSetup(), defaultOptions, noEndpoints);
  const { manifest } = await startRun(plan, hostOf(storage), { signal: new AbortController().signal });
  const { runId } = manifest;
  const [name = ""] = await journalNames(storage, runId);
  const journal = `${runFolder(runId)}/${name}`;
  return {
    storage,
    manifest,
    runId,
    journal,
    lines: () => new TextDecoder().decode(storage.files.get(journal)).split("\n").slice(0, -1),
    setLines: (lines) => void storage.files.set(journal, encode(lines.map((line) => `${line}\n`).join(""))),
  };
}

/** The line with other fields, and a checksum that fits them. */
function changed(line: string, change: Record<string, unknown>): string {
  const { crc, ...event } = JSON.parse(line) as Record<string, unknown>;
  assert.equal(typeof crc, "string");
  const text = JSON.stringify({ ...event, ...change });
  return `${text.slice(0, -1)},"crc":"${sha256Hex(text).slice(0, 8)}"}`;
}

/** Findings in short, those of the summary left out: it is outdated as soon as anything is changed. */
async function diagnose({ storage, runId }: Patient, isHeld = false): Promise<string[]> {
  const { findings } = await examineRun(storage, runId, () => isHeld);
  return findings.filter(({ file }) => !file.endsWith("summary.json")).map(shown);
}

function shown({ severity, file, line, message, isRepairable }: RunFinding): string {
  return `${severity}${isRepairable ? "*" : ""} ${file.split("/").at(-1)?.slice(0, 12)}${line === null ? "" : `:${line}`} ${message}`;
}

describe("examineRun", () => {
  it("finds nothing in a run that was made in peace", async () => {
    const { storage, runId } = await makeRun();
    assert.deepEqual(await examineRun(storage, runId, () => false), { runId, findings: [] });
  });

  it("changes nothing", async () => {
    const patient = await makeRun();
    const before = patient.storage.operations.length;
    patient.storage.files.set(lockPath(patient.runId), staleLock);
    await diagnose(patient);
    assert.equal(patient.storage.operations.length, before);
  });

  const cases: readonly [string, (patient: Patient) => void, readonly (string | RegExp)[]][] = [
    [
      "half a line at the end",
      ({ storage, journal }) => void storage.files.set(journal, storage.files.get(journal)!.slice(0, -9)),
      [/^problem\* journal-0001 The journal ends in half a line/],
    ],
    [
      "a damaged line, once, and what the counts then say",
      (patient) => patient.setLines(patient.lines().map((line, index) => (index === 5 ? line.replace(/\d/, "x") : line))),
      [/^problem journal-0001:6 The line cannot be used/, /^(note|problem)/],
    ],
    [
      "a line that is missing",
      (patient) => patient.setLines(patient.lines().filter((_, index) => index !== 1)),
      [/^problem journal-0001:2 .* number 2 where 1 was due: one line is missing/],
    ],
    [
      "a line that stands there twice",
      (patient) => patient.setLines(patient.lines().flatMap((line, index) => (index === 1 ? [line, line] : [line]))),
      [/^problem journal-0001:3 .* number 1 where 2 was due: it stands here twice/],
    ],
    [
      "a line of a kind from later",
      (patient) =>
        patient.setLines([...patient.lines(), changed(patient.lines()[0] ?? "", { k: "annotation", seq: patient.lines().length })]),
      [/^note journal-0001:\d+ The line is of a kind that this version does not know/],
    ],
    [
      "a journal of another manifest",
      (patient) =>
        patient.setLines(
          patient.lines().map((line, index) => (index === 0 ? changed(line, { manifest: `sha256:${"0".repeat(64)}` }) : line)),
        ),
      [/^problem journal-0001:1 The journal was written for another manifest/],
    ],
    [
      "counts that its lines do not add up to",
      (patient) =>
        patient.setLines(
          patient
            .lines()
            .map((line) => (line.startsWith('{"k":"state"') ? changed(line, { counts: { planned: 6, ended: 5, errors: 1 } }) : line)),
        ),
      [/^problem journal-0001:\d+ The run said 5 of 6 samples, 1 with errors; its lines add up to 6 of 6 samples, 0 with errors/],
    ],
    [
      "calls that were sent and never answered",
      (patient) => patient.setLines(patient.lines().slice(0, 3)),
      [/^note .* 2 calls were sent and never answered: may have been billed/],
    ],
    [
      "a lock that was left behind",
      ({ storage, runId }) => void storage.files.set(lockPath(runId), staleLock),
      [/^problem\* lock\.json The lock was left/],
    ],
    ["a lock that is none", ({ storage, runId }) => void storage.files.set(lockPath(runId), encode("{")), [/^problem\* lock\.json/]],
    [
      "a pinned file that is missing",
      ({ storage, manifest }) => void storage.files.delete(objectPath(manifest.files[0]?.sha256 ?? "sha256:")),
      [/^problem \S+ This is the pinned copy of \S+: it is missing/],
    ],
    [
      "row hashes that are damaged",
      ({ storage, manifest }) => void storage.files.set(objectPath(manifest.collection.rowHashes), encode("[]")),
      [/^problem \S+ This is the hashes of the rows: it is damaged/],
    ],
    [
      "a manifest that cannot be read",
      ({ storage, runId }) => void storage.files.set(manifestPath(runId), encode("{")),
      [/^problem manifest\.jso .*not JSON/],
    ],
    [
      "a long response that is missing",
      (patient) =>
        patient.setLines(
          patient.lines().map((line) => (line.startsWith('{"k":"response"') ? changed(line, { blob: `sha256:${"a".repeat(64)}` }) : line)),
        ),
      [/^problem aaaaaaaaaaaa This is a long response: it is missing/],
    ],
  ];
  for (const [title, harm, expected] of cases) {
    it(`finds ${title}`, async () => {
      const patient = await makeRun();
      harm(patient);
      const findings = await diagnose(patient);
      for (const words of expected)
        assert.ok(
          findings.some((finding) => finding.match(words) !== null),
          `${String(words)} in ${findings.join("\n")}`,
        );
      assert.ok(findings.length <= expected.length + 1, findings.join("\n"));
    });
  }

  it("says of a run that is being made only that it is", async () => {
    const patient = await makeRun();
    patient.setLines(patient.lines().slice(0, 3));
    patient.storage.files.set(patient.journal, patient.storage.files.get(patient.journal)!.slice(0, -9));
    patient.storage.files.set(lockPath(patient.runId), staleLock);
    assert.deepEqual(await diagnose(patient, true), ["note lock.json The run is being made now: what is said here may change."]);
  });

  it("finds a summary that says something else than the journals", async () => {
    const { storage, runId } = await makeRun();
    const path = summaryPath(runId);
    storage.files.set(path, encode(new TextDecoder().decode(storage.files.get(path)).replace('"passed": 3', '"passed": 1')));
    const { findings } = await examineRun(storage, runId, () => false);
    assert.deepEqual(findings.map(shown), ["problem* summary.json The summary says something else than the journals."]);
  });
});

describe("repairRun", () => {
  it("cuts half lines aside, removes the lock and makes the summary again: then the run is sound", async () => {
    const { storage, runId, journal } = await makeRun();
    const whole = storage.files.get(journal)!;
    storage.files.set(journal, new Uint8Array([...whole, 1, 2, 3]));
    storage.files.set(lockPath(runId), staleLock);
    const lock = () => Promise.resolve(() => Promise.resolve(void storage.files.delete(lockPath(runId))));
    const done = await repairRun({ storage, lock }, runId);
    assert.deepEqual(
      done.map((sentence) => sentence.replace(/^.*: /, "")),
      ["the stale lock was removed.", `the half line at its end was moved to ${journal.split("/").at(-1)}.torn.`],
    );
    assert.deepEqual([storage.files.get(journal), [...storage.files.get(`${journal}.torn`)!]], [whole, [1, 2, 3]]);
    const examination = await examineRun(storage, runId, () => false);
    assert.deepEqual([isSound(examination), examination.findings], [true, []]);
  });

  it("makes a summary that is missing", async () => {
    const { storage, runId } = await makeRun();
    const before = storage.files.get(summaryPath(runId));
    storage.files.delete(summaryPath(runId));
    const done = await repairRun({ storage, lock: () => Promise.resolve(() => Promise.resolve()) }, runId);
    assert.deepEqual([done, storage.files.get(summaryPath(runId))], [[`${summaryPath(runId)}: the summary was made again.`], before]);
  });

  it("leaves a damaged line where it is", async () => {
    const patient = await makeRun();
    patient.setLines(patient.lines().map((line, index) => (index === 5 ? line.replace(/\d/, "x") : line)));
    const { storage, runId, journal } = patient;
    const before = storage.files.get(journal);
    await repairRun({ storage, lock: () => Promise.resolve(() => Promise.resolve()) }, runId);
    assert.deepEqual([storage.files.get(journal), isSound(await examineRun(storage, runId, () => false))], [before, false]);
  });
});
