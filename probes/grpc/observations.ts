/** What only the gRPC prober knows. */
export interface GrpcObservations {
  /** Present once the address was known: the call counts as made, even if no connection came about. */
  readonly call?: {
    /** The gRPC status code; 0 is OK, whatever the health. */
    readonly statusCode: number;
    /** The number of the ServingStatus that an answer of status OK holds. */
    readonly servingStatus?: number;
  };
}
