import * as v from 'valibot';
import { parseJson } from '../../core/parse-json.ts';
import { openWebSocket, type WebSocketClient } from './websocket.ts';

const replySchema = v.object({ id: v.number(), result: v.optional(v.unknown()) });

/** A session with an inspector, in V8's inspector protocol. */
export class InspectorClient {
  readonly #waiting = new Map<number, (result: unknown) => void>();
  /** Resolves when the connection is closed. */
  readonly closed: Promise<void>;
  #socket: WebSocketClient | undefined;
  #asked = 0;
  #close: () => void = () => {};

  private constructor() {
    this.closed = new Promise((resolve) => (this.#close = resolve));
  }

  /**
   * Connects.
   * @throws if it is refused
   */
  static async connect(url: URL): Promise<InspectorClient> {
    const client = new InspectorClient();
    client.#socket = await openWebSocket(url, {
      text: (text) => client.#take(text),
      closed: () => client.#end(),
    });
    return client;
  }

  /** Asks for something; `undefined` if it is refused, or the connection is closed before the reply. */
  ask(method: string, params: object = {}): Promise<unknown> {
    this.#asked += 1;
    const id = this.#asked;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.#socket?.send(JSON.stringify({ id, method, params }));
    });
  }

  /** Closes it; what was asked for is still done. */
  close(): void {
    this.#socket?.close();
    this.#end();
  }

  #take(text: string): void {
    const reply = v.safeParse(replySchema, parseJson(text));
    if (!reply.success) return; // an event
    this.#waiting.get(reply.output.id)?.(reply.output.result);
    this.#waiting.delete(reply.output.id);
  }

  #end(): void {
    for (const resolve of this.#waiting.values()) resolve(undefined);
    this.#waiting.clear();
    this.#close();
  }
}
