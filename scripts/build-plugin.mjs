// The serverless plugin that checks the parameters, and bundles the handlers before they are run,
// packaged or deployed.
import { once } from 'node:events';
import { createServer } from 'node:net';
import { buildHandlers } from './build.mjs';
import { answerOwnHostOnly } from './own-host.mjs';

// The check starts the service as its child, with an IPC channel. If the check is killed, the channel
// closes, and the service ends, too. The channel alone must not keep a service alive that failed to start.
if (process.connected) process.once('disconnect', () => process.exit());
process.channel?.unref();

const WHOLE_NUMBER = { pattern: /^[1-9]\d{0,8}$/, expected: 'a whole number from 1' };
const PARAMETERS = {
  burst: WHOLE_NUMBER,
  rate: {
    pattern: /^(?=.*[1-9])\d{1,9}(\.\d{1,3})?$/,
    expected: 'a number of calls per second above 0',
  },
  access: { pattern: /^(open|iam)$/, expected: 'open or iam' },
  reserved: WHOLE_NUMBER,
};

/** Serverless loads this class; throwing in the constructor refuses the command. */
export default class BuildPlugin {
  hooks = {
    'before:offline:start': () => this.#beforeOffline(),
    'before:offline:start:init': () => this.#beforeOffline(),
    'before:package:createDeploymentArtifacts': buildHandlers,
    'before:deploy:function:packageFunction': buildHandlers,
  };

  #options;
  #Error;

  // The constructor runs before anything is read or built. Without this check, a misspelled
  // "access=iam" would silently leave the service open.
  constructor({ configurationInput, processedInput, classes }) {
    const { commands, options } = processedInput;
    if (commands[0] === 'offline') answerOwnHostOnly(options.host);
    const fromFile = Object.values(configurationInput.params).flatMap(Object.entries);
    const fromCommandLine = (options.param ?? []).map((parameter) => {
      const [name, ...value] = parameter.split('=');
      return [name, value.join('=').trimEnd()];
    });
    for (const [name, value] of [...fromFile, ...fromCommandLine]) {
      const problem = checkParameter(name, value);
      if (problem !== undefined) throw new classes.Error(`--param ${name}: ${problem}`);
    }
    this.#options = {
      ...configurationInput.custom?.['serverless-offline'],
      ...processedInput.options,
    };
    this.#Error = classes.Error;
  }

  async #beforeOffline() {
    const taken = await findTakenPort(this.#options);
    if (taken !== undefined) {
      throw new this.#Error(
        `port ${taken} is taken: another service is running there. End it, or choose other ports with --httpPort and --lambdaPort`,
      );
    }
    await buildHandlers();
  }
}

/** Returns a port of serverless-offline that is taken, or `undefined`. The defaults are its own. */
async function findTakenPort({ host = 'localhost', httpPort = 3000, lambdaPort = 3002 }) {
  for (const port of [httpPort, lambdaPort]) {
    const server = createServer().listen({ host, port });
    try {
      await once(server, 'listening');
    } catch (error) {
      if (error.code === 'EADDRINUSE') return port;
    } finally {
      server.close();
    }
  }
  return undefined;
}

/** Returns why a parameter is invalid, or `undefined`. */
function checkParameter(name, value) {
  if (!Object.hasOwn(PARAMETERS, name)) {
    return `unknown parameter, expected one of ${Object.keys(PARAMETERS).join(', ')}`;
  }
  const { pattern, expected } = PARAMETERS[name];
  return pattern.test(value) ? undefined : `expected ${expected}, received ${value || 'nothing'}`;
}
