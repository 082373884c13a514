import { type Copy, DockerfileParser, type Instruction, type JSONInstruction } from 'dockerfile-ast';

/** How a container of an image is started. */
export interface ImageStart {
  readonly user: string;
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  readonly healthcheck: readonly string[];
  readonly environment: readonly string[];
}

/** A stage of a Dockerfile as a shell script. */
export interface ImageScript {
  /**
   * Makes the file system of the stage: each image that a registry would give is this machine's own files, and what the
   * instructions write stays apart from them. To be run by root, in a mount namespace of its own, with the folder for all
   * of it as `$work` and the context as `$context`. The stage is then at `$work/STAGE/root`, and so are those it is made of.
   */
  readonly script: string;
  readonly start: ImageStart;
}

/**
 * What `docker build --target` would run, without Docker: FROM, COPY, RUN, WORKDIR, USER and ENV as they stand in the
 * file. The program in a RUN sees the stage's files alone.
 */
export function imageScript(dockerfile: string, target: string): ImageScript {
  const stages = stagesOf(dockerfile);
  const byName = new Map(stages.map((stage) => [stage.name, stage]));
  const needed = neededFor(target, byName);
  const lines = stages.filter(({ name }) => needed.has(name)).flatMap((stage) => stageLines(stage, byName));
  return {
    script: `set -eu\n${lines.join('\n')}\n`,
    start: startOf(chainOf(target, byName)),
  };
}

/** Where an image looks for programs. */
export const imagePath = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

interface Stage {
  readonly name: string;
  /** What FROM names: another stage, or an image of a registry. */
  readonly from: string;
  readonly instructions: readonly Instruction[];
}

type Stages = ReadonlyMap<string, Stage>;

function stagesOf(dockerfile: string): readonly Stage[] {
  const stages: { name: string; from: string; instructions: Instruction[] }[] = [];
  for (const instruction of DockerfileParser.parse(dockerfile).getInstructions()) {
    if (instruction.getKeyword() !== 'FROM') {
      stages.at(-1)?.instructions.push(instruction);
      continue;
    }
    const [from = '', , name = ''] = words(instruction);
    stages.push({ name, from, instructions: [] });
  }
  return stages;
}

function words(instruction: Instruction): readonly string[] {
  return instruction.getArguments().map((argument) => argument.getValue());
}

/** A stage with those that it begins with, the first one first. */
function chainOf(name: string, stages: Stages): readonly Stage[] {
  const stage = stages.get(name);
  return stage === undefined ? [] : [...chainOf(stage.from, stages), stage];
}

function neededFor(name: string, stages: Stages): ReadonlySet<string> {
  const chain = chainOf(name, stages);
  const copied = chain.flatMap(({ instructions }) => instructions.flatMap((each) => sourceStage(each) ?? []));
  return new Set([
    ...copied.flatMap((source) => [...neededFor(source, stages)]),
    ...chain.map((each) => each.name),
  ]);
}

function sourceStage(instruction: Instruction): string | undefined {
  const flags = isCopy(instruction) ? instruction.getFlags() : [];
  return flags.find((flag) => flag.getName() === 'from')?.getValue() ?? undefined;
}

function isCopy(instruction: Instruction): instruction is Copy {
  return instruction.getKeyword() === 'COPY';
}

function isJson(instruction: Instruction): instruction is JSONInstruction {
  return ['CMD', 'ENTRYPOINT'].includes(instruction.getKeyword());
}

function stageLines({ name, from, instructions }: Stage, stages: Stages): readonly string[] {
  // What an image of a registry has is what this machine has.
  const below = stages.has(from) ? `$work/${from}/root` : '/';
  const root = `$work/${name}/root`;
  const lines = [
    `mkdir -p "$work/${name}/layer" "$work/${name}/work" "${root}"`,
    `mount -t overlay overlay -o "lowerdir=${below},upperdir=$work/${name}/layer,workdir=$work/${name}/work" "${root}"`,
    `mount -t proc proc "${root}/proc"`,
    `mount --bind /dev "${root}/dev"`,
  ];
  // Its images have Node.js in that place; this machine's may be where only root sees it.
  if (from.startsWith('node:')) {
    lines.push(`install -D ${quoted(process.execPath)} "${root}/usr/local/bin/node"`);
  }
  let folder = '/';
  for (const instruction of instructions) {
    switch (instruction.getKeyword()) {
      case 'WORKDIR':
        folder = words(instruction)[0] ?? '/';
        lines.push(`mkdir -p "${root}${folder}"`);
        break;
      case 'COPY':
        lines.push(copyLine(instruction, { root, folder }));
        break;
      case 'RUN':
        lines.push(
          `${imagePath} chroot "${root}" sh -euc ${quoted(`cd ${folder}\n${instruction.getArgumentsContent() ?? ''}`)}`,
        );
        break;
      default:
    }
  }
  return lines;
}

function copyLine(
  instruction: Instruction,
  { root, folder }: { readonly root: string; readonly folder: string },
): string {
  const stage = sourceStage(instruction);
  const paths = words(instruction);
  const destination = paths.at(-1) ?? '';
  const to = `${root}${destination.startsWith('/') ? destination : `${folder}/${destination}`}`;
  const sources = paths
    .slice(0, -1)
    .map((path) => `"${stage === undefined ? '$context' : `$work/${stage}/root`}/${path}"`);
  const isFolder = destination.endsWith('/') || sources.length > 1;
  const parent = isFolder ? `"${to}"` : `"$(dirname "${to}")"`;
  // A folder's contents are copied, whether the destination is there or not.
  return `mkdir -p ${parent}; for each in ${sources.join(' ')}; do if [ -d "$each" ]; then mkdir -p "${to}"; cp -a "$each/." "${to}"; else cp -a "$each" "${to}"; fi; done`;
}

function startOf(chain: readonly Stage[]): ImageStart {
  const instructions = chain.flatMap((stage) => stage.instructions);
  const last = (keyword: string): Instruction | undefined =>
    instructions.findLast((each) => each.getKeyword() === keyword);
  const list = (keyword: string): readonly string[] => {
    const instruction = last(keyword);
    return instruction !== undefined && isJson(instruction)
      ? instruction.getJSONStrings().map((text) => String(JSON.parse(text.getValue())))
      : [];
  };
  const [, healthcheck = '[]'] =
    /CMD (\[.*\])$/su.exec(last('HEALTHCHECK')?.getArgumentsContent() ?? '') ?? [];
  return {
    user: words(last('USER') ?? last('CMD') ?? instructions[0] ?? raise())[0] ?? '',
    entrypoint: list('ENTRYPOINT'),
    command: list('CMD'),
    healthcheck: textsOf(JSON.parse(healthcheck)),
    environment: instructions.filter((each) => each.getKeyword() === 'ENV').flatMap(words),
  };
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function raise(): never {
  throw new Error('the Dockerfile has no instructions');
}

/** A word of the shell. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
