// What keeps web pages of others away from the local service.
import { Server } from 'node:http';
import { isIP } from 'node:net';

/**
 * Lets the HTTP servers of this process answer only requests for an IP address, for localhost or for the
 * host that they were started with: behind any other name, a web page may have pointed its own name to
 * this machine (DNS rebinding). Requests lose their Origin, since serverless-offline would return it
 * together with `access-control-allow-credentials`, whoever asks.
 */
export function answerOwnHostOnly(ownHost) {
  const emit = Reflect.get(Server.prototype, 'emit');
  Server.prototype.emit = function emitForOwnHost(event, request, response, ...rest) {
    if (event !== 'request') return emit.call(this, event, request, response, ...rest);
    const hostname = hostnameOf(request.headers.host);
    if (hostname !== undefined && !isOwn(hostname, ownHost)) {
      response.writeHead(421, { 'content-type': 'text/plain' });
      response.end(`this service does not answer for ${JSON.stringify(hostname)}\n`);
      return true;
    }
    delete request.headers.origin;
    return emit.call(this, event, request, response, ...rest);
  };
}

function isOwn(hostname, ownHost) {
  return isIP(hostname) !== 0 || hostname === 'localhost' || hostname === ownHost;
}

/** Without the port, and without the brackets of IPv6; `undefined` if there is no Host, as in HTTP/1.0. */
function hostnameOf(host) {
  return host
    ?.replace(/:\d*$/, '')
    .replace(/^\[(.*)\]$/, '$1')
    .toLowerCase();
}
