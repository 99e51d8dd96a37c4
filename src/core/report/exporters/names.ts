// The names of the export formats, for `--help`, which loads none of them.

export const exportFormatNames = ["json", "jsonl", "csv", "markdown", "comment", "junit", "sarif", "in-toto", "otlp", "html"] as const;

export type ExportFormatName = (typeof exportFormatNames)[number];
