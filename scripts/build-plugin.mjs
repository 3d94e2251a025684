// The serverless plugin that looks at the parameters, and bundles the handlers before they are run,
// packaged or deployed.
import { buildHandlers } from './build.mjs';

// The check starts the service as its child, with a channel between them. Should the check be
// killed, the channel closes, and the service must not stay behind.
if (process.connected) process.once('disconnect', () => process.exit());

const WHOLE_NUMBER = { pattern: /^[1-9]\d{0,8}$/, expected: 'a whole number from 1' };
const PARAMETERS = {
  burst: WHOLE_NUMBER,
  rate: { pattern: /^(?=.*[1-9])\d{1,9}(\.\d{1,3})?$/, expected: 'calls per second, above 0' },
  access: { pattern: /^(open|iam)$/, expected: 'open or iam' },
  reserved: WHOLE_NUMBER,
};

export default class BuildPlugin {
  hooks = {
    'before:offline:start': buildHandlers,
    'before:offline:start:init': buildHandlers,
    'before:package:createDeploymentArtifacts': buildHandlers,
    'before:deploy:function:packageFunction': buildHandlers,
  };

  // Here, since nothing has been read or built yet, and since a misspelt "access=iam" would
  // otherwise leave the service open without a word.
  constructor({ configurationInput, processedInput, classes }) {
    const written = Object.values(configurationInput.params).flatMap(Object.entries);
    const typed = (processedInput.options.param ?? []).map((parameter) => {
      const [name, ...value] = parameter.split('=');
      return [name, value.join('=').trimEnd()];
    });
    for (const [name, value] of [...written, ...typed]) {
      const objection = objectionTo(name, value);
      if (objection !== undefined) throw new classes.Error(`--param ${name}: ${objection}`);
    }
  }
}

function objectionTo(name, value) {
  if (!Object.hasOwn(PARAMETERS, name)) {
    return `expected one of ${Object.keys(PARAMETERS).join(', ')}`;
  }
  const { pattern, expected } = PARAMETERS[name];
  return pattern.test(value) ? undefined : `expected ${expected}, received ${value || 'nothing'}`;
}
