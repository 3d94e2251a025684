// Frames of HTTP/2 (RFC 9113, section 4.1): 24 bits of length, 8 of type, 8 of flags, 32 of stream.
const HEADER_BYTES = 9;

/** The types of frame that matter to a call (RFC 9113, section 6). */
export const FRAME = { data: 0, headers: 1, reset: 3 } as const;

const END_STREAM = 1;

/** A frame, as its header describes it. */
export interface Frame {
  readonly type: number;
  readonly stream: number;
  readonly bytes: number;
  /** Whether the stream ends with it. */
  readonly isLast: boolean;
}

/** What to do with frames: when a frame has begun to come in, and when it is complete. */
export interface FrameListener {
  readonly onBegin: (frame: Frame) => void;
  readonly onEnd: (frame: Frame) => void;
}

/** Finds the frames in the bytes of a connection, however these are cut. It decodes none of them. */
export class FrameScanner {
  readonly #listener: FrameListener;
  #header = Buffer.alloc(0);
  #frame: Frame | undefined;
  /** Bytes of the frame that are still to come. */
  #left = 0;

  constructor(listener: FrameListener) {
    this.#listener = listener;
  }

  /** Scans the next bytes. */
  scan(bytes: Buffer): void {
    let rest = bytes;
    while (rest.length > 0) rest = this.#frame === undefined ? this.#begin(rest) : this.#skip(rest);
  }

  #begin(bytes: Buffer): Buffer {
    const missing = HEADER_BYTES - this.#header.length;
    this.#header = Buffer.concat([this.#header, bytes.subarray(0, missing)]);
    if (this.#header.length < HEADER_BYTES) return bytes.subarray(missing);
    const frame = parseHeader(this.#header);
    this.#header = Buffer.alloc(0);
    [this.#frame, this.#left] = [frame, frame.bytes];
    this.#listener.onBegin(frame);
    if (this.#left === 0) this.#end(frame);
    return bytes.subarray(missing);
  }

  #skip(bytes: Buffer): Buffer {
    const skipped = Math.min(this.#left, bytes.length);
    this.#left -= skipped;
    if (this.#left === 0 && this.#frame !== undefined) this.#end(this.#frame);
    return bytes.subarray(skipped);
  }

  #end(frame: Frame): void {
    this.#frame = undefined;
    this.#listener.onEnd(frame);
  }
}

function parseHeader(header: Buffer): Frame {
  const type = header.readUInt8(3);
  const canEnd = type === FRAME.data || type === FRAME.headers;
  const isLast = canEnd && (header.readUInt8(4) & END_STREAM) !== 0;
  return {
    type,
    stream: header.readUInt32BE(5) & 0x7f_ff_ff_ff,
    bytes: header.readUIntBE(0, 3),
    isLast: isLast || type === FRAME.reset,
  };
}
