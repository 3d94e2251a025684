import type { Frame } from './geometry.ts';
import { drawLanes } from './lanes.ts';
import type { Scene } from './scene.ts';

/** Returns a function that runs a task in the next frame, once, however often it is called before. */
export function oncePerFrame(task: () => void): () => void {
  let waiting = false;
  return () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      task();
    });
  };
}

/** Draws the lanes on a canvas of the frame's size, in device pixels. */
export function paint(canvas: HTMLCanvasElement, frame: Frame, scene: Scene): void {
  const context = canvas.getContext('2d');
  if (context === null) return;
  const pixelRatio = window.devicePixelRatio;
  const width = Math.round(frame.width * pixelRatio);
  const height = Math.round(frame.height * pixelRatio);
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  canvas.style.width = `${frame.width}px`;
  canvas.style.height = `${frame.height}px`;
  drawLanes({ ...frame, context, pixelRatio }, scene);
}
