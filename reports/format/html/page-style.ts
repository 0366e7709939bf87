// The style of the page: one column of text, quiet lines, colours only for verdicts, each with its sign beside
// it. Light and dark by the reader's setting, and black on white on paper.
import { figureStyle } from './figure-style.js';

const colours = {
  light: `
  --paper: #fdfdfc; --raised: #f5f5f2; --ink: #1d1f21; --soft: #5c6166; --rule: #dddcd6; --faint: #c3c4c0;
  --link: #1b5e9e; --pass: #1a6b3a; --pass-back: #e6f2e9; --fail: #b3261e; --fail-back: #fbe9e7;
  --unknown: #7a5600; --unknown-back: #fbf1d9; --accent: #1b5e9e; --accent-back: #e6eff8;`,
  dark: `
  --paper: #17191b; --raised: #1f2225; --ink: #e4e4e1; --soft: #a3a8ad; --rule: #35393d; --faint: #565b60;
  --link: #8ab8e8; --pass: #7fcf9a; --pass-back: #1c3325; --fail: #ff9d92; --fail-back: #442120;
  --unknown: #e5bd61; --unknown-back: #3b3016; --accent: #8ab8e8; --accent-back: #1d3044;`,
};

const text = `
*, ::before, ::after { box-sizing: border-box; }
html { scroll-padding-top: 4.5rem; -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.55 system-ui, -apple-system,
  'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', 'Liberation Sans', Arial, sans-serif; }
code, pre { font-family: ui-monospace, 'SF Mono', 'Cascadia Mono', 'JetBrains Mono', Menlo, Consolas,
  'DejaVu Sans Mono', 'Liberation Mono', monospace; font-size: .875em; }
code { overflow-wrap: anywhere; }
main { max-width: 66rem; padding: 1.5rem 1rem 5rem; margin: 0 auto; outline: none; }
h1, h2, h3, h4 { line-height: 1.25; text-wrap: balance; overflow-wrap: anywhere; }
h1 { font-size: 1.1rem; font-weight: 600; color: var(--soft); margin: 0 0 1rem; }
h2 { font-size: 1.5rem; font-weight: 600; letter-spacing: -.01em; margin: 4rem 0 1rem; padding-top: 1.25rem;
  border-top: 1px solid var(--rule); }
h3 { font-size: 1.125rem; font-weight: 600; margin: 2.5rem 0 .75rem; }
p, li { text-wrap: pretty; overflow-wrap: break-word; }
p { margin: .75rem 0; max-width: 46rem; }
ul, ol { padding-left: 1.25rem; margin: .75rem 0; }
main > ul > li { margin: .35rem 0; max-width: 46rem; }
a { color: var(--link); text-decoration-thickness: 1px; text-underline-offset: .2em; }
a:focus-visible, button:focus-visible, summary:focus-visible, [tabindex]:focus-visible {
  outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 3px; }
.anchor { margin-left: .4rem; color: var(--soft); font-weight: 400; text-decoration: none; opacity: 0; }
:is(h1, h2, h3):hover .anchor, .anchor:focus-visible { opacity: 1; }
.unseen { position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%);
  white-space: nowrap; }
.skip { position: absolute; left: -99rem; }
.skip:focus { left: 1rem; top: .5rem; z-index: 3; background: var(--paper); padding: .5rem 1rem; }
nav { position: sticky; top: 0; z-index: 2; background: var(--paper); border-bottom: 1px solid var(--rule);
  display: flex; align-items: baseline; gap: 1rem; padding: 0 1rem; font-size: .875rem; }
nav p { margin: 0; }
nav ul { display: flex; gap: 1.1rem; list-style: none; margin: 0; padding: .8rem 0; overflow-x: auto;
  scrollbar-width: none; }
nav a { color: var(--soft); text-decoration: none; white-space: nowrap; }
nav a:hover, nav a[aria-current] { color: var(--ink); text-decoration: underline; text-underline-offset: .35em; }
.brand a { font-weight: 650; color: var(--ink); }
`;

const blocks = `
.scroll { overflow-x: auto; position: relative; margin: 1rem 0; background:
  linear-gradient(to left, var(--paper) 40%, transparent) right / 2.5rem 100% no-repeat local,
  linear-gradient(to left, var(--faint), transparent) right / .5rem 100% no-repeat scroll; }
table { border-collapse: collapse; font-size: .9rem; line-height: 1.4; font-variant-numeric: tabular-nums; }
th, td { text-align: left; vertical-align: top; padding: .45rem 1.1rem .45rem 0; }
thead th { font-weight: 500; color: var(--soft); white-space: nowrap; vertical-align: bottom;
  border-bottom: 1px solid var(--faint); }
tbody tr + tr > * { border-top: 1px solid var(--rule); }
tbody th { font-weight: 500; min-width: 8rem; max-width: 16rem; position: sticky; left: 0;
  background: var(--paper); overflow-wrap: break-word; }
td { min-width: 3rem; max-width: 34rem; } td.long { min-width: 17rem; }
.figure { text-align: right; white-space: nowrap; }
tr:target > *, li:target { background: var(--accent-back); }
pre { background: var(--raised); border-radius: 4px; padding: .75rem 1rem; margin: .75rem 0; line-height: 1.5;
  overflow-x: auto; font-size: .8125rem; max-height: 32rem; }
pre.commands { background: none; border: 1px solid var(--rule); }
pre.commands::before { content: '$ '; color: var(--soft); }
details { margin: 1rem 0; }
summary { cursor: pointer; color: var(--link); width: fit-content; }
.inside { border-left: 1px solid var(--rule); padding-left: 1rem; margin-left: .25rem; }
.sign, .decision { white-space: nowrap; font-weight: 600; }
.pass { color: var(--pass); } .fail { color: var(--fail); } .unknown { color: var(--unknown); }
.none { color: var(--soft); font-weight: 400; }
.notes { font-size: .875rem; line-height: 1.45; color: var(--soft); padding-left: 2.25rem; }
.notes li { margin: .2rem 0; padding: .1rem .25rem; max-width: 56rem; }
.banner { margin: 0 0 2rem; }
.banner .answer { font-size: clamp(3rem, 12vw, 5.5rem); line-height: 1; margin: 0; letter-spacing: -.03em; }
.banner .answer .decision { font-weight: 700; }
.banner .reason { font-size: 1.125rem; margin: 1rem 0 1.5rem; }
dl { margin: 0; }
.banner dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(13rem, 1fr)); gap: 1rem 2rem; }
dt { color: var(--soft); font-size: .8125rem; }
dd { margin: 0; overflow-wrap: anywhere; }
`;

const sheets = `
@media (min-width: 82rem) {
  body { display: grid; grid-template-columns: 14rem minmax(0, 1fr); }
  nav { height: 100vh; display: block; border: 0; border-right: 1px solid var(--rule); padding: 1.75rem 1.25rem;
    overflow-y: auto; }
  nav ul { display: block; padding: 1rem 0; } nav li { margin: .5rem 0; } nav a { white-space: normal; }
  main { padding: 1.75rem 3rem 6rem; margin: 0; max-width: 72rem; width: 100%; }
  html { scroll-padding-top: 1.5rem; }
}
@media (max-width: 40rem) {
  tbody th { min-width: 5.5rem; max-width: 8rem; } h2 { margin-top: 3rem; }
  td { min-width: 2.5rem; }
}
@media print {
  nav, .skip, .stepper, .anchor { display: none !important; } body { display: block; font-size: 9.5pt; }
  main { max-width: none; padding: 0; } a { color: inherit; text-decoration: none; }
  pre, .scroll { overflow: visible; max-height: none; white-space: pre-wrap; }
  .scroll { white-space: normal; } h2, h3, figcaption { break-after: avoid; }
  tr, li, .panel { break-inside: avoid; } .lanes.stepping li { opacity: 1 !important; }
}
@media (prefers-reduced-motion: no-preference) { html { scroll-behavior: smooth; } }
`;

export const pageStyle = `:root {${colours.light}
  color-scheme: light dark; }
@media screen and (prefers-color-scheme: dark) { :root {${colours.dark} } }
${text}${blocks}${figureStyle}${sheets}`;
