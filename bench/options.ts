import { Command, InvalidArgumentError } from 'commander';
import { countIn, type NoOptions, parseCommand, wordsOf } from './command-line.ts';
import { type ProbeKind, probeKinds } from './probe-kinds.ts';

/** What can be measured by itself: the probers, memory and start-up. */
export const subjects = [...probeKinds, 'steadiness', 'memory', 'start-up'] as const;

export type Subject = ProbeKind | 'steadiness' | 'memory' | 'start-up';

/** How much is measured. */
export interface Plan {
  readonly only: ReadonlySet<Subject>;
  /** Beside the one that warms up. */
  readonly rounds: number;
  /** Bounds of what an exporter does before it is measured. */
  readonly warmUpProbes: number;
  readonly warmUpMs: number;
  /** Bounds of one throughput measurement. */
  readonly closedMs: number;
  readonly closedProbes: number;
  /** The time that probes are sent for at a fixed rate. */
  readonly openMs: number;
  readonly memoryProbes: number;
  /** Rounds of start-up, which are short. */
  readonly starts: number;
}

/** The command line. */
export interface Options {
  readonly plan: Plan;
  /** Words of a command that starts another peer. */
  readonly against?: readonly string[];
  readonly vantageFlags: readonly string[];
  readonly jsonFile?: string;
}

interface RawOptions {
  readonly quick?: true;
  readonly only?: ReadonlySet<Subject>;
  readonly rounds?: number;
  readonly probes?: number;
  readonly vantageFlags?: readonly string[];
  readonly against?: readonly string[];
  readonly json?: string;
}

const full = {
  rounds: 4,
  warmUpProbes: 5000,
  warmUpMs: 8000,
  closedMs: 600,
  closedProbes: 20_000,
  openMs: 1200,
  memoryProbes: 60_000,
  starts: 7,
};

const quick = {
  rounds: 2,
  warmUpProbes: 3000,
  warmUpMs: 3000,
  closedMs: 400,
  closedProbes: 10_000,
  openMs: 500,
  memoryProbes: 10_000,
  starts: 3,
};

/** Reads the command line. */
export function parseOptions(argv: readonly string[]): Options | NoOptions {
  const command = new Command('npm run bench --')
    .usage('[options]')
    .description('Measures Vantage as a whole, the build in dist/, beside a peer.')
    .option('--quick', 'some three minutes instead of eight, with wider spreads')
    .option('--only <subjects>', `some of ${subjects.join(',')}`, subjectsIn)
    .option('--rounds <n>', `rounds under load (default: ${full.rounds}, quick ${quick.rounds})`, countIn)
    .option(
      '--probes <n>',
      `for memory (default: ${full.memoryProbes}, quick ${quick.memoryProbes})`,
      countIn,
    )
    .option('--vantage-flags <flags>', 'further flags for Vantage, divided by blanks', wordsOf)
    .option('--against <command>', 'another peer, in words divided by blanks', wordsOf)
    .option('--json <file>', 'write every figure to a file');
  const refused = parseCommand(command, argv);
  if (refused !== undefined) return refused;
  return optionsOf(command.opts<RawOptions>());
}

function optionsOf(raw: RawOptions): Options {
  const usual = raw.quick ? quick : full;
  return {
    plan: {
      ...usual,
      only: raw.only ?? new Set(subjects),
      rounds: raw.rounds ?? usual.rounds,
      memoryProbes: raw.probes ?? usual.memoryProbes,
    },
    vantageFlags: raw.vantageFlags ?? [],
    ...(raw.against !== undefined && { against: raw.against }),
    ...(raw.json !== undefined && { jsonFile: raw.json }),
  };
}

function subjectsIn(text: string): ReadonlySet<Subject> {
  return new Set(
    text.split(',').map((name) => {
      const subject = subjects.find((candidate) => candidate === name);
      if (subject === undefined)
        throw new InvalidArgumentError(`"${name}" is none of ${subjects.join(', ')}.`);
      return subject;
    }),
  );
}
