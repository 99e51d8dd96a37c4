// A rough count of tokens for plans, before any provider has counted.

/** An estimate, to be labelled as one: UTF-8 bytes / 4, rounded up; scripts that need more tokens a character also need more bytes. */
export function estimateTokens(text: string): number {
  let bytes = text.length;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit > 0x7f) bytes += unit > 0x7ff && (unit < 0xd800 || unit > 0xdfff) ? 2 : 1;
  }
  return Math.ceil(bytes / 4);
}
