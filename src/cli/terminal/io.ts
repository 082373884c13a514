/** The signals a command can wait for. `SIGPIPE` is sent when nobody reads its output any more. */
export type CliSignal = 'SIGHUP' | 'SIGINT' | 'SIGPIPE' | 'SIGTERM';

/** Where a command prints. */
export interface Output {
  write(text: string): void;
  /** How much was written and not taken yet; absent where writing waits for that. */
  readonly pendingBytes?: number;
  /** Width in characters when this is a terminal; absent for a file or a pipe. */
  readonly columns?: number;
  /** Height in lines, when this is a terminal that knows it. */
  readonly rows?: number;
}

/** A command's whole contact with its process, so that tests need none. */
export interface CliIo {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Calls `listener` at every such signal until the returned function is called. */
  onSignal(signal: CliSignal, listener: () => void): () => void;
  /** Ends the process at once, for whoever asks a second time. */
  exitNow(code: number): void;
}
