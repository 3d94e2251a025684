// What is read of the framework's own objects, as osls and Serverless Framework 3 and 4 have them.

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
  /** The name that it is deployed by, which the framework sets. */
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

/** Set for the serverless-offline that we start, whose plugin then ends it if we are gone. */
export const STARTED_BY_US = 'CONCURRENCY_CHECK_OFFLINE';
