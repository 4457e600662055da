// Strings that want to become more than text: markup, addresses, templates, styles, code. By class; each says its number
// when it runs, and whatever element comes of one carries the mark.

/** An attribute of every element of theirs: one of them in the page is a breach, run or not. */
export const MARK = 'x-breach'

type Make = (call: string) => string

const element =
  (tag: string, attributes: string): Make =>
  (call) =>
    `<${tag} ${MARK} ${attributes}>`.replaceAll('CALL', call)

const BY_EVENT: readonly Make[] = [
  element('img', 'src=x onerror=CALL'),
  element('img', 'src=x onerror="CALL"'),
  element('img', "src=x onerror='CALL'"),
  element('img', 'src onerror=CALL'),
  element('img/src=x', 'onerror=CALL'),
  element('IMG', 'SRC=x ONERROR=CALL'),
  element('image', 'src=x onerror=CALL'),
  element('img', 'src=data:, onload=CALL onerror=CALL'),
  element('img', 'srcset=x onerror=CALL'),
  element('img', 'loading=eager src=x:x onerror\n=\nCALL'),
  element('picture><img', 'src=x onerror=CALL'),
  element('svg', 'onload=CALL'),
  element('svg/onload=CALL', ''),
  element('svg><animate', 'onbegin=CALL attributeName=x dur=1s'),
  element('svg><set', 'onbegin=CALL attributeName=x to=y'),
  element('svg><image', 'href=x onerror=CALL'),
  element('svg><use', 'href="data:image/svg+xml,<svg id=x onload=CALL>#x"'),
  element('svg><foreignObject><body', 'onload=CALL'),
  element('video><source', 'onerror=CALL'),
  element('video', 'src=x onerror=CALL'),
  element('video', 'onloadstart=CALL src=data:,'),
  element('audio', 'src=x onerror=CALL'),
  element('body', 'onload=CALL'),
  element('body', 'onpageshow=CALL'),
  element('input', 'autofocus onfocus=CALL'),
  element('select', 'autofocus onfocus=CALL'),
  element('textarea', 'autofocus onfocus=CALL'),
  element('button', 'autofocus onfocus=CALL'),
  element('a', 'id=x tabindex=1 autofocus onfocus=CALL'),
  element('details', 'open ontoggle=CALL'),
  element('dialog', 'open onclose=CALL oncancel=CALL'),
  element('marquee', 'onstart=CALL'),
  element('iframe', 'onload=CALL'),
  element('object', 'data=x onerror=CALL'),
  element('embed', 'src=x onerror=CALL'),
  element('link', 'rel=stylesheet href=x onerror=CALL'),
  element('style', 'onload=CALL'),
  element('script', 'src=x onerror=CALL'),
  element('meter', 'onmouseover=CALL style=position:fixed;inset:0'),
  element('p', 'onpointerenter=CALL onanimationstart=CALL style=animation:turn'),
  element('div', 'style=transition:1s ontransitionend=CALL onscroll=CALL'),
  element('form><input', 'formaction=javascript:CALL autofocus'),
  element('isindex', 'action=javascript:CALL type=submit'),
]

const SCRIPTS: readonly Make[] = [
  (call) => `<script ${MARK}>${call}</script>`,
  (call) => `<ScRiPt ${MARK}>${call}</sCrIpT>`,
  (call) => `<script/x ${MARK}>${call}</script>`,
  (call) => `<script\n${MARK}>${call}</script\n>`,
  (call) => `<<script ${MARK}>${call}//<</script>`,
  (call) => `<script ${MARK} type=module>${call}</script>`,
  (call) => `<script ${MARK} src="data:text/javascript,${call}"></script>`,
  (call) => `<svg><script ${MARK}>${call}</script></svg>`,
  (call) => `<svg><script ${MARK} href="data:text/javascript,${call}"/></svg>`,
  (call) => `<math><script ${MARK}>${call}</script></math>`,
  (call) => `<template><script ${MARK}>${call}</script></template>`,
  (call) => `<base ${MARK} href="data:text/javascript,${call}//">`,
]

/** Out of what a string may have been put into, and then as above. */
const OUT_OF: readonly string[] = [
  '"',
  "'",
  '`',
  '">',
  "'>",
  '"/>',
  '</title>',
  '</textarea>',
  '</style>',
  '</script>',
  '</option></select>',
  '</svg>',
  '</foreignObject></svg>',
  '</noscript>',
  '</iframe>',
  '-->',
  '--!>',
  ']]>',
  '?>',
  '\0>',
  '\u2028">',
]
const BREAK_OUTS: readonly Make[] = OUT_OF.flatMap((out): Make[] => [
  (call) => `${out}<img ${MARK} src=x onerror=${call}>`,
  (call) => `${out} ${MARK} autofocus tabindex=0 onfocus=${call} onmouseover=${call} x=`,
])

const ADDRESSES: readonly Make[] = [
  (call) => `javascript:${call}`,
  (call) => `JaVaScRiPt:${call}`,
  (call) => `java\tscript:${call}`,
  (call) => `java\nscript:${call}`,
  (call) => `\u0001javascript:${call}`,
  (call) => ` javascript:${call}`,
  (call) => `javascript://x%0A${call}`,
  (call) => `javascript&colon;${call}`,
  (call) => `data:text/html,<script ${MARK}>${call}</script>`,
  (call) => `data:text/html;base64,${btoa(`<script ${MARK}>${call}</script>`)}`,
  (call) => `data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='${call}'/>`,
  (call) => `vbscript:${call}`,
  (call) => `view-source:javascript:${call}`,
  (call) => `<a ${MARK} href="javascript:${call}">open</a>`,
  (call) => `<a ${MARK} href="&#106;avascript:${call}">open</a>`,
  (call) => `<iframe ${MARK} src="javascript:${call}"></iframe>`,
  (call) => `<iframe ${MARK} srcdoc="<img src=x onerror=parent.${call}>"></iframe>`,
  (call) => `<meta ${MARK} http-equiv=refresh content="0;url=javascript:${call}">`,
  (call) => `[open](javascript:${call})`,
  (call) => `[open]: javascript:${call} "x"`,
  (call) => `![x](x" onerror="${call})`,
  (call) => `<javascript:${call}>`,
  (call) => `\u001b]8;;javascript:${call}\u0007open\u001b]8;;\u0007`,
]

const TEMPLATES: readonly Make[] = [
  (call) => `{{constructor.constructor('${call}')()}}`,
  (call) => `{{${call}}}`,
  (call) => `\${${call}}`,
  (call) => `#{${call}}`,
  (call) => `<%= ${call} %>`,
  (call) => `<% ${call} %>`,
  (call) => `{${call}}`,
  (call) => `{count|<img ${MARK} src=x onerror=${call}>|x}`,
  (call) => `{{n}}<img ${MARK} src=x onerror=${call}>`,
  (call) => `$&$\`$'<img ${MARK} src=x onerror=${call}>`,
  (call) => `%s%o%c<img ${MARK} src=x onerror=${call}>`,
]

const STYLES: readonly Make[] = [
  (call) => `</style><style ${MARK} onload=${call}>`,
  (call) => `x:expression(${call})`,
  (call) => `;background:url(javascript:${call})`,
  (call) => `}*{background:url("javascript:${call}")}`,
  (call) => `@import 'javascript:${call}';`,
  (call) => `<div ${MARK} style="background:url(javascript:${call})">`,
  (call) => `;-webkit-binding:url(javascript:${call})`,
]

const CODE: readonly Make[] = [
  (call) => `';${call};'`,
  (call) => `";${call};"`,
  (call) => `\`;${call};\``,
  (call) => `\\';${call};//`,
  (call) => `\\";${call};//`,
  (call) => `*/${call}/*`,
  (call) => `\u2028${call}\u2029`,
  (call) => `);${call};(`,
  (call) => `});${call};({`,
  (call) => `constructor.constructor("${call}")()`,
  (call) => `__proto__.toString=()=>${call}`,
  (call) => `"}],"x":${call},"y":[{"z":"`,
]

/** What a parser makes of markup that it is given twice. */
const TWICE: readonly Make[] = [
  (call) => `<noscript><p title="</noscript><img ${MARK} src=x onerror=${call}>">`,
  (call) => `<svg><style><img ${MARK} src=x onerror=${call}></style></svg>`,
  (call) => `<svg></p><style><a id="</style><img ${MARK} src=x onerror=${call}>">`,
  (call) => `<math><mtext><table><mglyph><style><img ${MARK} src=x onerror=${call}></style></mglyph></table>`,
  (call) => `<form><math><mtext></form><form><mglyph><style></math><img ${MARK} src=x onerror=${call}>`,
  (call) => `<table><td><script ${MARK}>${call}</script>`,
  (call) => `<select><template><img ${MARK} src=x onerror=${call}></template></select>`,
  (call) => `<xmp><img ${MARK} src=x onerror=${call}></xmp>`,
  (call) => `<plaintext><img ${MARK} src=x onerror=${call}>`,
  (call) => `&lt;img ${MARK} src=x onerror=${call}&gt;`,
  (call) => `&amp;lt;img ${MARK} src=x onerror=${call}&amp;gt;`,
  (call) => `%3Cimg%20${MARK}%20src=x%20onerror=${call}%3E`,
  (call) => `\\u003cimg ${MARK} src=x onerror=${call}\\u003e`,
  (call) => `\\x3cimg ${MARK} src=x onerror=${call}\\x3e`,
  (call) => `+ADw-img ${MARK} src=x onerror=${call}+AD4-`,
  (call) => `\uff1cimg ${MARK} src=x onerror=${call}\uff1e`,
  (call) => `<\u202eimg ${MARK} src=x onerror=${call}>\u202c`,
  (call) => `<img${'\u00a0'}${MARK} src=x onerror=${call}>`,
]

const CLASSES = [BY_EVENT, SCRIPTS, BREAK_OUTS, ADDRESSES, TEMPLATES, STYLES, CODE, TWICE]

/** The call has no quotes and no brackets that would end an attribute without quotes. */
export const hostileStrings: readonly string[] = CLASSES.flat().map((make, number) => make(`breached(${number})`))
