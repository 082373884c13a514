import { enterWorld, type World } from './world.ts';

/** The world, with the vantage points in it that the example configuration makes. */
export interface ServedWorld extends AsyncDisposable {
  readonly world: World;
}

/** Enters the world and starts a server there; resolves when it listens. */
export async function enterServedWorld(): Promise<ServedWorld> {
  const world = await enterWorld();
  const vantagePoints = world.start(['--config.file=config.example.yml']);
  await vantagePoints.saysOnStderr(/msg=Listening/u);
  return {
    world,
    [Symbol.asyncDispose]: async () => {
      await vantagePoints[Symbol.asyncDispose]();
      await world[Symbol.asyncDispose]();
    },
  };
}
