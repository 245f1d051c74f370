// Copy in one drawing, paste in another: what was copied is kept for all windows of this browser.
const PLACE = 'vinhdanh-studio-copy';

class SharedClipboard {
  constructor(eventBus, clipboard, moddle) {
    eventBus.on('copyPaste.elementsCopied', ({ tree }) => {
      try {
        localStorage.setItem(PLACE, JSON.stringify(tree));
      } catch {
        // A browser that keeps nothing still copies within this drawing.
      }
    });
    eventBus.on('copyPaste.pasteElements', 2000, () => {
      const kept = localStorage.getItem(PLACE);
      if (kept) clipboard.set(JSON.parse(kept, reviver(moddle)));
    });
  }
}

SharedClipboard.$inject = ['eventBus', 'clipboard', 'moddle'];

export default { __init__: ['sharedClipboard'], sharedClipboard: ['type', SharedClipboard] };

/** Elements are written with their type and made anew from it; what stood twice is made once. */
function reviver(moddle) {
  const made = {};
  return (_key, value) => {
    if (value === null || typeof value !== 'object' || typeof value.$type !== 'string') return value;
    if (value.id && made[value.id]) return made[value.id];
    const { $type, ...attributes } = value;
    const element = known(moddle, $type) ? moddle.create($type, attributes) : value;
    if (value.id) made[value.id] = element;
    return element;
  };
}

function known(moddle, type) {
  try {
    return Boolean(moddle.getType(type));
  } catch {
    return false;
  }
}
