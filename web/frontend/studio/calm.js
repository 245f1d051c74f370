// The sheet scrolls at its border only for what has been in the middle of it: a shape that comes
// from the palette crosses the border, and what it was meant for would run away from it.
import AutoScroll from 'diagram-js/lib/features/auto-scroll/AutoScroll';

class CalmScroll extends AutoScroll {
  constructor(config, eventBus, canvas) {
    super(config, eventBus, canvas);
    eventBus.on('drag.init', () => { this._hasArrived = false; });
  }

  startScroll(point) {
    const { width, height } = this._canvas.getContainer().getBoundingClientRect();
    const [left, top, right, bottom] = this._opts.scrollThresholdIn;
    if (point.x >= left && point.y >= top && width - point.x >= right && height - point.y >= bottom) this._hasArrived = true;
    if (this._hasArrived) super.startScroll(point);
  }
}

CalmScroll.$inject = ['config.autoScroll', 'eventBus', 'canvas'];

export default { autoScroll: ['type', CalmScroll] };
