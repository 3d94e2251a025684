/** A call as the server that was called saw it. Times are in ms on one monotonic clock. */
export interface Arrival {
  /** When the head of the request had come. */
  readonly arrivedAt: number;
  /** When it was answered, or the caller hung up; absent while it is in flight. */
  readonly endedAt?: number;
  /** Whether the caller hung up before it was answered. */
  readonly hungUp?: true;
  /** The connection that it came over: a number for each. */
  readonly connection: number;
  /** The IP address of the caller. */
  readonly address: string;
  readonly userAgent?: string;
  /** The method and the path with its query, by which a browser takes calls for the same. */
  readonly request: string;
  readonly http: HttpVersion;
}

/** The versions of HTTP that we answer. */
export type HttpVersion = '1.0' | '1.1' | '2';

/** What was recorded until the calls had come to rest, or until the caller was interrupted. */
export interface ListenRecord {
  readonly arrivals: readonly Arrival[];
  /** When recording ended. */
  readonly endedAt: number;
}
