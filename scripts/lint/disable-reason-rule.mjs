// The lint rule that a comment which switches a rule off names the rule and gives a reason after ` -- `.

/** @type {import("eslint").Rule.RuleModule} */
export const disableReasonRule = {
  meta: {
    type: "problem",
    schema: [],
    messages: {
      reason: "Name the rule and say why: `{{directive}} <rule> -- <reason>`. Better still, change the code.",
    },
  },
  create: (context) => ({
    Program() {
      for (const comment of context.sourceCode.getAllComments()) {
        const match = /^\s*(eslint-disable(?:-next-line|-line)?)\b(.*)$/s.exec(comment.value);
        if (!match?.[1] || !comment.loc || /^\s+[^\s-].*\s--\s+\S/s.test(match[2] ?? "")) continue;
        // Column -1 is before everything on its line, so that the comment cannot silence this report.
        const place = { line: comment.loc.start.line, column: -1 };
        context.report({ loc: { start: place, end: place }, messageId: "reason", data: { directive: match[1] } });
      }
    },
  }),
};
