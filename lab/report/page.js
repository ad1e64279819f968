
// All that the page says is in its HTML; this filters it and moves through it.
(() => {
  'use strict';
  const one = (selector) => document.querySelector(selector);
  const every = (selector) => [...document.querySelectorAll(selector)];
  const rows = every('details.row');
  const sections = every('section.area');
  const search = one('#search');
  const area = one('#area');
  const chips = every('.chip');
  const texts = new Map();  // of a row, in small letters; made when first searched

  const textOf = (row) => {
    if (!texts.has(row)) texts.set(row, row.textContent.toLowerCase());
    return texts.get(row);
  };
  const pressed = (kind) => chips.filter((chip) => chip.dataset[kind] !== undefined &&
    chip.getAttribute('aria-pressed') === 'true').map((chip) => chip.dataset[kind]);
  const fits = (wanted, value) => wanted.length === 0 || wanted.includes(value);

  const apply = () => {
    const severities = pressed('severity');
    const outcomes = pressed('outcome');
    const words = search.value.toLowerCase().split(/\s+/).filter((word) => word !== '');
    let count = 0;
    for (const section of sections) {
      const isArea = area.value === '' || section.dataset.area === area.value;
      let inSection = 0;
      for (const row of section.querySelectorAll('details.row')) {
        const isShown = isArea && fits(severities, row.dataset.severity) &&
          fits(outcomes, row.dataset.outcome) &&
          words.every((word) => textOf(row).includes(word));
        row.hidden = !isShown;
        inSection += isShown ? 1 : 0;
      }
      section.hidden = inSection === 0;
      count += inSection;
    }
    one('#shown').textContent = `${count} of ${rows.length} shown`;
    one('#clear').hidden = count === rows.length;
    one('#nothing').hidden = count !== 0;
  };

  // The address keeps what is chosen, so that a view can be linked to.
  const writeAddress = () => {
    const chosen = new URLSearchParams();
    if (search.value !== '') chosen.set('q', search.value);
    if (area.value !== '') chosen.set('area', area.value);
    for (const kind of ['severity', 'outcome']) {
      for (const value of pressed(kind)) chosen.append(kind, value);
    }
    try {
      history.replaceState(null, '', `#${chosen}`);
    } catch { /* a page that may not change its address is filtered all the same */ }
  };
  const change = () => { apply(); writeAddress(); };

  const clear = () => {
    search.value = '';
    area.value = '';
    for (const chip of chips) chip.setAttribute('aria-pressed', 'false');
  };

  const openRow = (id) => {
    const row = rows.find((each) => each.id === id);
    if (!row) return false;
    if (row.hidden) { clear(); apply(); }
    row.open = true;
    row.firstElementChild.focus({preventScroll: true});
    row.scrollIntoView({block: 'start'});
    return true;
  };

  const readAddress = () => {
    const text = location.hash.slice(1);
    if (text === '' || openRow(decodeURIComponent(text))) return;
    const chosen = new URLSearchParams(text);
    clear();
    search.value = chosen.get('q') ?? '';
    area.value = chosen.get('area') ?? '';
    if (area.selectedIndex < 0) area.value = '';
    for (const chip of chips) {
      const [kind] = Object.keys(chip.dataset);
      chip.setAttribute('aria-pressed', String(chosen.getAll(kind).includes(chip.dataset[kind])));
    }
    apply();
  };

  const move = (step) => {
    const shown = rows.filter((row) => !row.hidden);
    if (shown.length === 0) return;
    const at = shown.indexOf(document.activeElement.closest('details.row'));
    const next = at < 0 ? (step > 0 ? 0 : shown.length - 1)
      : Math.min(Math.max(at + step, 0), shown.length - 1);
    const summary = shown[next].firstElementChild;
    summary.focus({preventScroll: true});
    summary.scrollIntoView({block: 'nearest'});
  };

  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const target = event.target;
    if (target === search && event.key === 'Escape') {
      search.value = '';
      change();
      search.blur();
      return;
    }
    if (target.closest('input, select, textarea')) return;
    const onRow = target.matches('details.row > summary');
    if (event.key === '/') {
      search.focus();
      search.select();
    } else if (event.key === 'j' || (onRow && event.key === 'ArrowDown')) {
      move(1);
    } else if (event.key === 'k' || (onRow && event.key === 'ArrowUp')) {
      move(-1);
    } else {
      return;
    }
    event.preventDefault();
  });

  for (const chip of chips) {
    chip.addEventListener('click', () => {
      chip.setAttribute('aria-pressed', String(chip.getAttribute('aria-pressed') !== 'true'));
      change();
    });
  }
  search.addEventListener('input', change);
  area.addEventListener('change', change);
  one('#clear').addEventListener('click', () => { clear(); change(); search.focus(); });
  one('#filters').addEventListener('submit', (event) => event.preventDefault());
  window.addEventListener('hashchange', readAddress);

  // On paper nothing can be opened, so what failed is.
  let opened = [];
  window.addEventListener('beforeprint', () => {
    opened = rows.filter((row) => !row.open && row.dataset.outcome === 'fail');
    for (const row of opened) row.open = true;
  });
  window.addEventListener('afterprint', () => {
    for (const row of opened) row.open = false;
  });

  one('#filters').hidden = false;
  apply();
  readAddress();
})();
