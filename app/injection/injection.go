// Package injection has texts for the tests that look for a page which runs what a user typed.
package injection

// Mark is in every text, so that a page can be searched for it.
const Mark = "§"

// Texts are texts that a user could type, or a file contain, to make a page run them. Each contains the mark, and sets
// window.__x if it runs.
var Texts = []string{
	`<script>window.__x=1</script>§`, `"><script>window.__x=1</script>§`, `'><img src=x onerror=window.__x=1>§`,
	`<img src=x onerror="window.__x=1">§`, `<svg onload=window.__x=1>§`,
	`<svg><script>window.__x=1</script></svg>§`, `"autofocus onfocus="window.__x=1§`, `' onmouseover='window.__x=1'§`,
	`" onpointerenter="window.__x=1" x="§`, `</title><script>window.__x=1</script>§`,
	`</textarea><script>window.__x=1</script>§`, `</style><script>window.__x=1</script>§`,
	`--><script>window.__x=1</script>§`, `]]><script>window.__x=1</script>§`, `<iframe src="javascript:window.__x=1">§`,
	`<iframe srcdoc="<script>parent.__x=1</script>">§`, `<object data="data:text/html,<script>window.__x=1</script>">§`,
	`<embed src="//evil.example/x">§`, `<base href="//evil.example/">§`,
	`<link rel=stylesheet href="//evil.example/x.css">§`,
	`<meta http-equiv=refresh content="0;url=//evil.example/">§`, `<a href="javascript:window.__x=1">§</a>`,
	`javascript:window.__x=1//§`, `JaVaScRiPt:window.__x=1//§`, `data:text/html,<script>window.__x=1</script>§`,
	`<form action="//evil.example/"><button>§</button></form>`,
	`<button formaction="javascript:window.__x=1">§</button>`, `<input onfocus=window.__x=1 autofocus>§`,
	`<details open ontoggle=window.__x=1>§</details>`, `<video><source onerror=window.__x=1></video>§`,
	`<audio src=x onerror=window.__x=1>§`, `<body onload=window.__x=1>§`, `<marquee onstart=window.__x=1>§</marquee>`,
	`<style>@import "//evil.example/x.css"</style>§`, `<div style="background:url(//evil.example/x)">§</div>`,
	`<img src="//evil.example/x.png">§`, `<img srcset="//evil.example/x.png 1x">§`,
	`<div hx-get="/x" hx-trigger="load">§</div>`, `<div data-hx-get="/demo/courriels" data-hx-trigger="load">§</div>`,
	`<div data-hx-on:load="window.__x=1">§</div>`,
	`<div hx-on::load="window.__x=1">§</div>`, `<hx-partial hx-target="body">§</hx-partial>`, `{{.CSRF}}§`,
	`{{template "error"}}§`, `${window.__x=1}§`, `#{window.__x=1}§`, "`${window.__x=1}`§",
	`\u003cscript\u003ewindow.__x=1\u003c/script\u003e§`,
	`&lt;script&gt;window.__x=1&lt;/script&gt;§`, `%3Cscript%3Ewindow.__x=1%3C/script%3E§`,
	`<scr<script>ipt>window.__x=1</scr</script>ipt>§`, `<<script>window.__x=1//<</script>§`,
	`<math><mtext></mtext><mglyph><style><img src=x onerror=window.__x=1></style></mglyph></math>§`,
	`<noscript><p title="</noscript><img src=x onerror=window.__x=1>">§`,
	`<template><script>window.__x=1</script></template>§`, `<xss id=x tabindex=1 onfocus=window.__x=1>§</xss>`,
	`<use href="data:image/svg+xml,<svg onload=window.__x=1>">§`, `+ADw-script+AD4-window.__x=1+ADw-/script+AD4-§`,
	`'; window.__x=1; '§`, `";window.__x=1;"§`, `</script><script>window.__x=1</script>§`,
}
