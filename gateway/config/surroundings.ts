/** What a configuration file is resolved in. */
export interface Surroundings {
  /** Absolute; relative file names are relative to it. */
  baseDir: string;
  /** Where `${NAME}` and secrets of `env:` are looked up. */
  env: NodeJS.ProcessEnv;
  /** Whether a bundle that nobody signed may decide: under `regent dev` alone. */
  unsigned: boolean;
}
