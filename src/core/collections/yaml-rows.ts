// A YAML list of mappings as rows; a number that YAML would shorten (0123) is refused, because ids and codes are texts.
import type { Diagnostic, Parsed } from "../domain/diagnostic.ts";
import { readYaml, type YamlPath, type YamlValue } from "../domain/read-yaml.ts";
import type { SourceText } from "../domain/source-text.ts";
import { buildObjectTable } from "./object-table.ts";
import { findValueProblem } from "./row-value.ts";
import type { Table } from "./table.ts";

/** Reads a .yaml file that holds one list of mappings; the value is null when it holds no list or is not YAML. */
export function readYamlRows(source: SourceText): Parsed<Table | null> {
  const yaml = readYaml(source);
  if (yaml.value === null) return { value: null, diagnostics: yaml.diagnostics };
  const parsed = yaml.value;
  if (!Array.isArray(parsed.value)) {
    const diagnostic = source.diagnose(parsed.rangeOf([]), {
      code: "collection/not-a-list",
      message: "This file does not hold a list of rows.",
      hint: 'Begin each row with "- " at the start of a line.',
    });
    return { value: null, diagnostics: [diagnostic] };
  }
  const items = parsed.value.map((value: unknown, index) => ({ value, range: parsed.rangeOf([index]) }));
  // Aliases can make a value contain itself; such a value has a problem, which the table reports.
  const shortened = items.flatMap(({ value }, index) =>
    findValueProblem(value) === null ? findShortened(source, parsed, value, [index]) : [],
  );
  const table = buildObjectTable(source, items);
  return { value: table.value, diagnostics: [...shortened, ...table.diagnostics] };
}

function findShortened(source: SourceText, yaml: YamlValue, value: unknown, path: YamlPath): Diagnostic[] {
  if (typeof value === "object" && value !== null) {
    return Object.entries(value).flatMap(([key, part]) => findShortened(source, yaml, part, [...path, key]));
  }
  if (typeof value !== "number") return [];
  const range = yaml.rangeOf(path);
  const literal = source.text.slice(range.start, range.end);
  if (!/^[-+]?0\d/.test(literal)) return [];
  return [
    source.diagnose(range, {
      code: "collection/invalid-value",
      message: `YAML reads ${literal} as the number ${value} and drops its zeros.`,
      hint: `Write it as a text: "${literal}".`,
    }),
  ];
}
