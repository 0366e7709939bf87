// The script of the page, as it stands there. It adds to what is readable without it: steps are gone through by
// buttons and arrow keys, what a link leads to is opened, and the contents show where one is. It can't be
// imported, because it runs in a browser; the test with a real browser is its test.

export const pageScript = `'use strict';
for (const figure of document.querySelectorAll('figure.lanes')) {
  const steps = [...figure.querySelectorAll('ol > li')];
  const area = figure.querySelector('.scroll');
  const place = figure.querySelector('.place');
  let current = -1;
  const go = (to) => {
    const next = Math.max(0, Math.min(steps.length - 1, to));
    if (next === current) return;
    current = next;
    figure.classList.add('stepping');
    steps.forEach((step, at) => {
      step.classList.toggle('ahead', at > current);
      if (at === current) step.setAttribute('aria-current', 'step');
      else step.removeAttribute('aria-current');
    });
    const words = [...steps[current].firstElementChild.children].map((part) => part.textContent.trim());
    place.replaceChildren('Step ' + (current + 1) + ' of ' + steps.length);
    const told = document.createElement('span');
    told.className = 'unseen';
    told.textContent = ': ' + words.join(' ');
    place.append(told);
    for (const button of figure.querySelectorAll('button')) {
      const back = button.dataset.to === 'first' || button.dataset.to === 'back';
      button.setAttribute('aria-disabled', String(back ? current === 0 : current === steps.length - 1));
    }
    const box = area.getBoundingClientRect();
    const row = steps[current].getBoundingClientRect();
    if (row.top < box.top || row.bottom > box.bottom || row.bottom > innerHeight || row.top < 0) {
      steps[current].scrollIntoView({ block: 'nearest' });
    }
  };
  const moves = { first: () => 0, back: () => current - 1, on: () => current + 1, last: () => steps.length - 1 };
  const keys = { ArrowRight: 'on', ArrowDown: 'on', ArrowLeft: 'back', ArrowUp: 'back', Home: 'first', End: 'last' };
  const stepper = figure.querySelector('.stepper');
  stepper.hidden = false;
  place.textContent = steps.length + ' steps';
  stepper.addEventListener('click', (event) => {
    const button = event.target.closest('button');
    if (button !== null) go(moves[button.dataset.to]());
  });
  figure.addEventListener('keydown', (event) => {
    const move = keys[event.key];
    if (move === undefined || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    go(moves[move]());
  });
}
const opened = () => {
  let target = null;
  try {
    target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  } catch {
    return;
  }
  if (target === null) return;
  let isHidden = false;
  for (let around = target; around !== null; around = around.parentElement) {
    if (around.tagName === 'DETAILS' && !around.open) {
      around.open = true;
      isHidden = true;
    }
  }
  if (isHidden) target.scrollIntoView();
};
addEventListener('hashchange', opened);
opened();
const folded = [...document.querySelectorAll('details')];
let before = [];
addEventListener('beforeprint', () => {
  before = folded.filter((one) => !one.open);
  for (const one of before) one.open = true;
});
addEventListener('afterprint', () => {
  for (const one of before) one.open = false;
});
const entries = new Map(
  [...document.querySelectorAll('nav li a')].map((link) => [document.getElementById(link.hash.slice(1)), link]),
);
const mark = () => {
  let last = null;
  for (const [heading, link] of entries) {
    link.removeAttribute('aria-current');
    if (heading !== null && heading.getBoundingClientRect().top < 120) last = link;
  }
  if (last !== null) last.setAttribute('aria-current', 'true');
};
let asked = false;
addEventListener('scroll', () => {
  if (asked) return;
  asked = true;
  requestAnimationFrame(() => {
    asked = false;
    mark();
  });
}, { passive: true });
mark();
`;
