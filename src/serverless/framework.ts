// What the plugin reads of the framework's objects, as osls and Serverless Framework 3 and 4 have them.

/** A service whose configuration the framework has read. */
export interface Serverless {
  readonly service: {
    readonly service: string;
    readonly functions?: Readonly<Record<string, ServiceFunction>>;
    readonly custom?: Readonly<Record<string, unknown>>;
    readonly provider: { readonly profile?: string };
  };
  readonly pluginManager: { readonly commands: Readonly<Record<string, unknown>> };
  readonly getProvider: (name: 'aws') => {
    readonly getStage: () => string;
    readonly getRegion: () => string;
    readonly naming: { readonly getStackName: () => string };
  };
}

/** A function in serverless.yml. */
export interface ServiceFunction {
  /** Its name on AWS, which the framework sets. */
  readonly name?: string;
  readonly events?: readonly unknown[];
}

/** The options of `sls` by their long names. */
export type SlsOptions = Readonly<
  Record<string, string | boolean | readonly string[] | null | undefined>
>;

/** What the plugin runs. */
export interface PluginInput {
  readonly serverless: Serverless;
  readonly options: SlsOptions;
  /** The script of `sls`, and the folder that it was called in. */
  readonly sls: string;
  readonly folder: string;
}

/** Set for the serverless-offline that we start, so its plugin ends it if our process is gone. */
export const STARTED_BY_US = 'CONCURRENCY_CHECK_OFFLINE';
