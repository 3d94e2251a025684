// The serverless plugin that bundles the handlers before they are run, packaged or deployed.
import { buildHandlers } from './build.mjs';

// The check starts the service as its child, with a channel between them. Should the check be
// killed, the channel closes, and the service must not stay behind.
if (process.connected) process.once('disconnect', () => process.exit());

export default class BuildPlugin {
  hooks = {
    'before:offline:start': buildHandlers,
    'before:offline:start:init': buildHandlers,
    'before:package:createDeploymentArtifacts': buildHandlers,
    'before:deploy:function:packageFunction': buildHandlers,
  };
}
