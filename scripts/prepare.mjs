// Run by npm after an install in the repository, and for a dependency on it through Git. It is called by
// `preprepare` instead of `prepare`, for which npm 11 wants the consent of whoever installs the package.
// An install without the development packages has nothing to build with, and then the command is not needed.
import { buildCommand } from './build.mjs';

if (isInstalled('esbuild')) await buildCommand();

function isInstalled(name) {
  try {
    return import.meta.resolve(name) !== '';
  } catch {
    return false;
  }
}
