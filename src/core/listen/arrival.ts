/** A call as its server saw it. Times are in ms on one monotonic clock. */
export interface Arrival {
  /** When the head of its request arrived. */
  readonly arrivedAt: number;
  /** When it was answered, or the caller hung up; absent while it is in flight. */
  readonly endedAt?: number;
  /** Whether the caller hung up before it was answered. */
  readonly hungUp?: true;
  /** The number of the connection that it came over. */
  readonly connection: number;
  /** The IP address of the caller. */
  readonly address: string;
  readonly userAgent?: string;
  /** The method, and the path with its query. To a browser, calls that agree in both are the same. */
  readonly request: string;
  readonly http: HttpVersion;
}

/** The versions of HTTP that the server takes. */
export type HttpVersion = '1.0' | '1.1' | '2';

/** The calls until no more were expected, or until the recording was interrupted. */
export interface ListenRecord {
  readonly arrivals: readonly Arrival[];
  /** When recording ended. */
  readonly endedAt: number;
}
