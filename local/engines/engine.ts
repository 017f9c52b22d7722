/** How to run an engine's program and know that it serves; the stack turns it into a process. */
export interface Launch {
  command: string;
  args: readonly string[];
  /** Added to the environment the stack gives every process. */
  env?: Readonly<Record<string, string>>;
  /** Working folder; default: the repository's top folder. */
  cwd?: string;
  /** Run as this user; only root can ask for that. */
  user?: User;
  /** What asks it to end; default SIGTERM. */
  stopSignal?: NodeJS.Signals;
  /** Text in the log upon which a death before it was ready is worth another try. */
  transientExit?: RegExp;
  /** Resolves when it serves; asked again while it rejects. */
  ready(): Promise<void>;
}

/** A user of the operating system. */
export interface User {
  uid: number;
  gid: number;
}

/** Where an engine is looked for, and who hears about it. */
export interface EngineSearch {
  /** Addresses of engines that run already, and PATH, are read from here. */
  environment: Readonly<Record<string, string | undefined>>;
  /** Where engines are installed, shared by every stack of this checkout: `.muster/engines`. */
  enginesFolder: string;
  /** Hears what is installed and how large it is, a line at a time. */
  report: (line: string) => void;
  /** Ends downloads and child programs when somebody gives up waiting. */
  signal?: AbortSignal;
}

/** What the search found: a server that runs already, or a program to start one with. */
export type Found = { at: 'address'; address: string } | { at: 'program'; program: string; version: string };
