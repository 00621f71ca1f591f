/** In pixels of the image. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

export type MaskTool = 'paint' | 'erase';

/** What the user did, in order: undoing is leaving out the last. */
export type MaskOperation =
  | {
      readonly kind: 'stroke';
      readonly tool: MaskTool;
      /** Width of the brush. */
      readonly size: number;
      readonly points: readonly Point[];
    }
  | {
      readonly kind: 'rectangle';
      readonly tool: MaskTool;
      readonly x: number;
      readonly y: number;
      readonly width: number;
      readonly height: number;
    }
  | { readonly kind: 'clear' }
  | { readonly kind: 'invert' };

/** What it is drawn into: opaque where something is marked. */
export interface MaskSurface {
  readonly context: CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;
  /** Pixels of the surface for each of the image. */
  readonly scale: number;
  readonly colour: string;
}

/** @param marked the mask that was there before, transparent where something is marked */
export function drawMarks(
  surface: MaskSurface,
  operations: readonly MaskOperation[],
  marked: CanvasImageSource | undefined,
): void {
  const { context } = surface;
  const { width, height } = context.canvas;
  context.reset();
  if (marked) {
    context.fillStyle = surface.colour;
    context.fillRect(0, 0, width, height);
    context.globalCompositeOperation = 'destination-out';
    context.drawImage(marked, 0, 0, width, height);
  }
  operations.forEach((operation) => drawOperation(surface, operation));
}

export function drawOperation({ context, scale, colour }: MaskSurface, operation: MaskOperation): void {
  const { width, height } = context.canvas;
  context.fillStyle = colour;
  context.strokeStyle = colour;
  switch (operation.kind) {
    case 'clear':
      context.clearRect(0, 0, width, height);
      break;
    case 'invert':
      context.globalCompositeOperation = 'source-out';
      context.fillRect(0, 0, width, height);
      break;
    case 'rectangle':
      context.globalCompositeOperation = composites[operation.tool];
      context.fillRect(
        operation.x * scale,
        operation.y * scale,
        operation.width * scale,
        operation.height * scale,
      );
      break;
    case 'stroke':
      context.globalCompositeOperation = composites[operation.tool];
      drawStroke(context, { points: operation.points, size: operation.size, scale });
  }
}

function drawStroke(
  context: MaskSurface['context'],
  {
    points,
    size,
    scale,
  }: { readonly points: readonly Point[]; readonly size: number; readonly scale: number },
): void {
  const [first, ...others] = points.map(({ x, y }) => ({ x: x * scale, y: y * scale }));
  if (!first) {
    return;
  }
  // A line without length is not drawn.
  context.beginPath();
  context.arc(first.x, first.y, (size * scale) / 2, 0, 2 * Math.PI);
  context.fill();
  context.lineWidth = size * scale;
  context.lineCap = 'round';
  context.lineJoin = 'round';
  context.beginPath();
  context.moveTo(first.x, first.y);
  others.forEach(({ x, y }) => context.lineTo(x, y));
  context.stroke();
}

const composites: Readonly<Record<MaskTool, GlobalCompositeOperation>> = {
  paint: 'source-over',
  erase: 'destination-out',
};
