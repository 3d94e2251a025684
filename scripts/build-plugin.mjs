// The serverless plugin that checks the parameters, and bundles the handlers before they are run,
// packaged or deployed.
import { buildHandlers } from './build.mjs';

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
    'before:offline:start': buildHandlers,
    'before:offline:start:init': buildHandlers,
    'before:package:createDeploymentArtifacts': buildHandlers,
    'before:deploy:function:packageFunction': buildHandlers,
  };

  // The constructor runs before anything is read or built. Without this check, a misspelled
  // "access=iam" would silently leave the service open.
  constructor({ configurationInput, processedInput, classes }) {
    const fromFile = Object.values(configurationInput.params).flatMap(Object.entries);
    const fromCommandLine = (processedInput.options.param ?? []).map((parameter) => {
      const [name, ...value] = parameter.split('=');
      return [name, value.join('=').trimEnd()];
    });
    for (const [name, value] of [...fromFile, ...fromCommandLine]) {
      const problem = checkParameter(name, value);
      if (problem !== undefined) throw new classes.Error(`--param ${name}: ${problem}`);
    }
  }
}

/** Returns why a parameter is invalid, or `undefined`. */
function checkParameter(name, value) {
  if (!Object.hasOwn(PARAMETERS, name)) {
    return `unknown parameter, expected one of ${Object.keys(PARAMETERS).join(', ')}`;
  }
  const { pattern, expected } = PARAMETERS[name];
  return pattern.test(value) ? undefined : `expected ${expected}, received ${value || 'nothing'}`;
}
