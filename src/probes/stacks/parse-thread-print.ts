import { defined } from '../../core/defined.ts';
import type { Sample, ThreadPlace } from './place.ts';

// What `jcmd PID Thread.print` prints of each thread: a line with its name, one with its state, and its
// frames, the innermost first. Virtual threads are not among them.

interface Frame {
  /** With its package. */
  readonly type: string;
  readonly method: string;
  readonly module: string | undefined;
  /** `undefined` of native and generated methods. */
  readonly source: { readonly file: string; readonly line: number } | undefined;
}

/** Reads a thread dump; `undefined` if it is none. */
export function parseThreadPrint(text: string): Sample | undefined {
  if (!text.includes('Full thread dump')) return undefined;
  return text
    .split(/^(?=")/m)
    .slice(1)
    .flatMap((block) => {
      const thread = /^".*?" .*\btid=(\S+)/.exec(block)?.[1];
      const place = placeOf(block);
      return thread === undefined || place === undefined ? [] : [{ thread, place }];
    });
}

/** Where a thread is; `undefined` if it is idle, or works for the JVM. */
function placeOf(block: string): ThreadPlace | undefined {
  const frames = framesOf(block);
  const isBlocked = /^ +java\.lang\.Thread\.State: BLOCKED/m.test(block);
  const own = frames.findIndex(isOwnCode);
  // Without the user's code, only a thread that another keeps waiting is worth reporting.
  const at = own !== -1 || !isBlocked ? own : frames.findIndex(({ source }) => source);
  const frame = frames[at];
  if (frame?.source === undefined) return undefined;
  const waitsForLock = isBlocked || isParkedForLock(block) || isInWait(block) ? true : undefined;
  return {
    file: fileOf(frame.type, frame.source.file),
    line: frame.source.line,
    function: functionOf(frame),
    ...defined({ calling: frames[at - 1]?.method, waitsForLock }),
    ownCode: own !== -1,
    onEventLoop: frames.slice(at).some(({ type }) => EVENT_LOOP.test(type)),
  };
}

function framesOf(block: string): Frame[] {
  return [...block.matchAll(/^\tat (\S+)\.([\w$<>]+)\((.*)\)$/gm)].map(
    ([, type = '', method = '', place = '']) => {
      const [, module, file, line] = /^(?:(.*)\/)?([^/:]+):(\d+)$/.exec(place) ?? [];
      const source = file === undefined ? undefined : { file, line: Number(line) };
      return { type, method, module, source };
    },
  );
}

/** Packages of the JDK, of servers and frameworks, and of drivers and pools. */
const LIBRARIES =
  'java javax jdk sun com.sun jakarta kotlin kotlinx scala groovy clojure org.springframework org.apache org.eclipse org.glassfish org.jboss org.wildfly org.hibernate org.postgresql org.mariadb org.mongodb com.mongodb com.mysql com.microsoft.sqlserver oracle com.oracle com.zaxxer com.mchange com.fasterxml com.google com.squareup com.netflix okhttp3 okio retrofit2 io.netty io.undertow io.vertx io.quarkus io.smallrye io.micronaut io.micrometer io.opentelemetry io.dropwizard io.javalin io.helidon io.ktor io.grpc io.projectreactor reactor io.reactivex io.r2dbc io.lettuce io.jsonwebtoken redis.clients play akka org.akka cats zio org.http4s spark org.slf4j ch.qos org.jooq org.redisson org.thymeleaf org.aspectj net.bytebuddy'
    .split(' ')
    .map((name) => `${name}.`);

function isOwnCode({ type, module, source }: Frame): boolean {
  if (source === undefined || /^(?:java|jdk)\./.test(module ?? '')) return false;
  return !LIBRARIES.some((name) => type.startsWith(name));
}

/** Threads that wait for the events of many connections and also handle them. */
const EVENT_LOOP =
  /^io\.netty\.channel\.[\w.]*EventLoop\b|^sun\.net\.httpserver\.ServerImpl\$Dispatcher$/;

/**
 * What threads park on that wait for a lock, a semaphore, a place in a queue or in a pool. They also park
 * until another thread has a result (CompletableFuture, CountDownLatch), which is no lock.
 */
const LOCKS =
  /^java\.util\.concurrent\.(?:locks\.|Semaphore\b|SynchronousQueue\b|LinkedTransferQueue\b)/;

function isParkedForLock(block: string): boolean {
  const [, type = ''] = /^\t- parking to wait for +<\S+> \(a (\S+)\)$/m.exec(block) ?? [];
  return LOCKS.test(type);
}

/** `Object.wait` waits for a condition, but `Thread.join` uses it, too. */
function isInWait(block: string): boolean {
  return (
    /State: (?:TIMED_)?WAITING \(on object monitor\)$/m.test(block) &&
    !/\tat java\.lang\.Thread\.join\(/.test(block)
  );
}

/** The path of a source file in its project: that of its package. */
function fileOf(type: string, file: string): string {
  return [...type.split('.').slice(0, -1), file].join('/');
}

/** `Server.main` of `com.acme.Server.lambda$main$1`, which is part of it. */
function functionOf({ type, method }: Frame): string {
  const name = type.replace(/^.*\./, '').replace(/\$\$.*$/, '');
  return `${name}.${method.replace(/^lambda\$(\w+)\$\d+$/, '$1')}`;
}
