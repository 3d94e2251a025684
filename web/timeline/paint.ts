import type { Frame } from './geometry.ts';
import { drawLanes } from './lanes.ts';
import type { Scene } from './scene.ts';

/** Runs a task in the next frame, once, however often it is asked for until then. */
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

/** Draws lanes on a canvas as large as the frame, in the pixels of the device. */
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
