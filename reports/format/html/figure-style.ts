// The style of what is drawn: lanes, disks and charts. What is told by a colour is told by a sign, a place or a word
// as well.

const lanes = `
figure { margin: 1.25rem 0 2rem; }
figcaption { font-weight: 600; font-size: .9375rem; margin-bottom: .6rem; }
.stepper { display: flex; align-items: center; gap: .35rem; margin-bottom: .5rem; }
.stepper[hidden] { display: none; }
.stepper button { font: inherit; line-height: 1; min-width: 2.5rem; height: 2.25rem; color: var(--ink);
  background: var(--paper); border: 1px solid var(--faint); border-radius: 4px; cursor: pointer; }
.stepper button:hover { background: var(--raised); }
.stepper button[aria-disabled='true'] { color: var(--soft); border-color: var(--rule); cursor: default; }
.place { color: var(--soft); font-size: .875rem; margin-left: .5rem; font-variant-numeric: tabular-nums; }
.lanes .scroll { margin: 0; background: none; border: 1px solid var(--rule); border-radius: 4px; max-height: 36rem;
  overflow-y: auto; }
.lane-names, .lanes li { display: grid; grid-template-columns: 2.75rem repeat(var(--lanes), minmax(8.5rem, 1fr)); }
.lane-names { position: sticky; top: 0; background: var(--raised); font-size: .8125rem; color: var(--soft);
  border-bottom: 1px solid var(--rule); z-index: 1; }
.lane-names span { grid-column: calc(var(--lane) + 2); grid-row: 1; padding: .4rem .6rem; }
.lanes ol { list-style: none; margin: 0; padding: 0; counter-reset: step; font-size: .875rem; }
.lanes li { counter-increment: step; }
.lanes li::before { content: counter(step); color: var(--soft); font-size: .75rem; text-align: right;
  padding: .35rem .6rem 0 0; grid-column: 1; grid-row: 1; font-variant-numeric: tabular-nums; }
.lanes .step { grid-column: calc(var(--lane) + 2); grid-row: 1; padding: .25rem .6rem;
  border-left: 3px solid var(--accent); background: var(--accent-back); }
.lanes .step:is([style*='--lane:1']) { border-color: var(--unknown); background: var(--unknown-back); }
.lanes .step:is([style*='--lane:2']) { border-color: var(--pass); background: var(--pass-back); }
.lanes .nobody { grid-column: 2 / -1; padding: .4rem .6rem; border-top: 1px solid var(--rule); }
.lanes.stacked .step { grid-column: 2; background: none; border-left: 1px solid var(--rule); }
.lanes .who { display: inline-block; min-width: 2.2rem; font-weight: 600; font-size: .8125rem; }
.lanes .when { display: inline-block; min-width: 5rem; color: var(--soft); font-size: .75rem;
  font-variant-numeric: tabular-nums; }
.preempts { display: block; color: var(--soft); font-size: .75rem; }
.preempts::before { content: '⇄ '; }
.lanes li.switch { border-top: 1px dashed var(--faint); }
.lanes.stepping li.ahead { opacity: .38; }
.lanes li[aria-current] { background: var(--raised); box-shadow: inset 3px 0 var(--ink); }
.crash .calls { list-style: none; padding: 0; font-size: .875rem; margin: .5rem 0 1rem; }
.calls li { display: flex; flex-wrap: wrap; gap: 0 .75rem; padding: .2rem 0; border-bottom: 1px solid var(--rule); }
.calls .mark { color: var(--soft); } .calls .fate { margin-left: auto; font-size: .8125rem; color: var(--soft); }
.calls .lost code { text-decoration: line-through; text-decoration-color: var(--fail); }
.calls :is(.lost, .torn) .fate, .calls .crash { color: var(--fail); font-weight: 600; }
.disks { display: grid; grid-template-columns: repeat(auto-fit, minmax(16rem, 1fr)); gap: 1rem; }
.disks section { border: 1px solid var(--rule); border-radius: 4px; padding: .6rem .9rem; }
.disks h5 { margin: 0 0 .4rem; font-size: .8125rem; font-weight: 500; color: var(--soft); }
.disks ul { list-style: none; padding: 0; margin: 0; }
.disks li { display: flex; flex-wrap: wrap; gap: 0 .75rem; justify-content: space-between; font-size: .875rem;
  padding: .15rem 0; }
.disks li span { color: var(--soft); font-variant-numeric: tabular-nums; }
.disks section + section .differs span, .disks section + section .absent span { color: var(--fail); font-weight: 600; }
.crash dl { margin-top: .9rem; } .crash dl div { display: flex; gap: .75rem; } .crash dt { min-width: 4.5rem; }
`;

const charts = `
.plot { position: relative; height: 11rem; }
.plot svg { position: absolute; inset: 0; width: 100%; height: 100%; overflow: visible; }
.plot path { fill: none; stroke: var(--ink); stroke-width: 1.5; }
.plot .grid { stroke: var(--rule); stroke-width: 1; }
.plot .border { stroke: var(--rule); stroke-width: 1; }
.plot .dots { stroke-linecap: round; stroke-width: 7; stroke: var(--accent); }
.plot .sample { stroke-width: 3; opacity: .45; }
.plot .behind { stroke: var(--faint); stroke-width: 1; opacity: .7; }
.plot .curve { stroke: var(--accent); stroke-width: 2; }
.plot .floor { stroke: var(--soft); stroke-dasharray: 4 3; stroke-width: 1.25; }
.plot .box { stroke-width: 8; stroke: var(--accent); opacity: .5; } .plot .whisker { stroke: var(--accent); }
.plot .median { stroke: var(--ink); stroke-width: 1.5; }
.order .plot .median { stroke: var(--soft); stroke-width: 1; }
.plot .interval { stroke-width: 3; stroke: var(--accent); opacity: .55; }
.plot .mark { stroke: var(--soft); stroke-dasharray: 3 3; }
.plot .dots.fail, .plot .interval.fail { stroke: var(--fail); }
.plot .dots.unknown, .plot .interval.unknown { stroke: var(--unknown); }
.tick { position: absolute; font-size: .75rem; line-height: 1; color: var(--soft); white-space: nowrap;
  font-variant-numeric: tabular-nums; }
.tick.x { top: calc(100% + .4rem); transform: translateX(-50%); }
.tick.y { right: calc(100% + .5rem); transform: translateY(-50%); }
.grid-of-panels { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(19rem, 100%), 1fr));
  gap: 1.75rem 2.5rem; }
.panel { padding-bottom: 1.5rem; min-width: 0; } .order .panel { padding-left: 3.25rem; padding-bottom: 0; }
.order .panel-title { margin-left: -3.25rem; }
.panel .plot { margin-right: .75rem; } .order .plot { height: 8rem; }
.panel-title { display: flex; flex-wrap: wrap; gap: 0 .75rem; margin: 0 0 .5rem; font-size: .875rem;
  font-variant-numeric: tabular-nums; }
.panel-title span { color: var(--soft); font-size: .8125rem; flex-basis: 100%; }
.axis-title { font-size: .8125rem; color: var(--soft); margin: .25rem 0; }
.axis-title.right { text-align: right; margin-top: 1.75rem; max-width: none; }
.steps { margin-left: 5.25rem; margin-right: .75rem; }
.steps > .plot { position: absolute; inset: 0; height: auto; }
.steps .step { transform: none; }
.point { position: absolute; display: flex; align-items: center; gap: .4rem; font-size: .8125rem; line-height: 1.2;
  transform: translateY(-50%); text-decoration: none; color: var(--ink); white-space: nowrap; margin-left: -.4rem; }
.point.left { flex-direction: row-reverse; transform: translate(calc(-100% + .8rem), -50%); }
.point .dot { width: .8rem; height: .8rem; border-radius: 50%; background: var(--paper); border: 2px solid currentcolor;
  flex: none; }
.point.pass .dot { color: var(--pass); background: currentcolor; } .point.unknown .dot { color: var(--unknown); }
.point.fail .dot { color: var(--fail); }
.point.unsafe .dot { border: 0; background: none; font-size: 1.25rem; line-height: .65rem; font-weight: 700; text-align: center; }
.point.unsafe .name { text-decoration: line-through; text-decoration-color: var(--fail); }
.point.best .name { font-weight: 650; } .point.best .dot { box-shadow: 0 0 0 2px var(--paper), 0 0 0 4px currentcolor; } .point .value { color: var(--soft); font-size: .75rem; }
.point:hover .name { text-decoration: underline; }
@media (max-width: 48rem) { .point .name { max-width: 6.5rem; overflow: hidden; text-overflow: ellipsis; } }
.grid-of-bars { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(26rem, 100%), 1fr)); gap: .75rem 3rem; }
.grid-of-bars.wide { grid-template-columns: minmax(0, 1fr); }
.wide .rows { grid-template-columns: fit-content(16rem) minmax(6rem, 1fr) fit-content(18rem); max-width: none; }
.rows { display: grid; grid-template-columns: fit-content(11rem) minmax(6rem, 1fr) fit-content(14rem); gap: .3rem 1rem;
  padding-bottom: 1.5rem; max-width: 52rem; }
.bar-row { display: grid; grid-column: 1 / -1; grid-template-columns: subgrid; align-items: center;
  font-size: .875rem; font-variant-numeric: tabular-nums; }
.bar-row .name { grid-column: 1; grid-row: 1; overflow-wrap: anywhere; }
.bar-row .value { grid-column: 3; grid-row: 1; color: var(--soft); font-size: .8125rem; }
.bar-row .plot, .stack { grid-column: 2; grid-row: 1; height: 1.5rem; }
.ticks .plot { height: 0; }
.stack { display: flex; gap: 1px; height: 1.1rem; }
.legend { list-style: none; display: flex; flex-wrap: wrap; gap: .25rem 1.1rem; padding: 0; font-size: .8125rem;
  color: var(--soft); }
.legend .part { display: inline-block; width: .75rem; height: .75rem; margin-right: .4rem; vertical-align: -.05rem; }
${[
  ['#5b7fa6', '#88a9cf'],
  ['#b5793a', '#dba466'],
  ['#5f8f6b', '#8fc09b'],
  ['#a65b6b', '#d78c9b'],
  ['#7a6aa8', '#ab9bd6'],
  ['#4f9098', '#82c0c8'],
  ['#96893a', '#c9bb69'],
  ['#8a6f5c', '#bb9f8b'],
  ['#7b8088', '#a9aeb6'],
  ['#b06aa0', '#d79aca'],
]
  .map(
    ([light, dark], at) => `.part-${at} { background: ${light}; background: light-dark(${light}, ${dark}); }`,
  )
  .join('\n')}
@media (max-width: 40rem) {
  .rows, .wide .rows { grid-template-columns: minmax(0, 1fr) auto; row-gap: .15rem; } .bar-row .value { grid-column: 2; text-align: right; }
  .bar-row .plot, .stack { grid-column: 1 / -1; grid-row: 2; }
  .steps { margin-left: 4.5rem; }
}
`;

export const figureStyle = `${lanes}${charts}`;
