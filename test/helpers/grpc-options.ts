import { type GrpcOptions, grpcOptions } from '../../probes/grpc/options.ts';
import { yamlValue } from './yaml-value.ts';

/** The options of a gRPC module, from the text of its `grpc:` block in YAML's flow style. */
export function grpcOptionsOf(block: string): GrpcOptions {
  return grpcOptions.parse(yamlValue(block));
}
