/** Temporal answers with numbers: gRPC's own names for those that come up when it is not well. */
const GRPC: Readonly<Record<number, string>> = {
  3: 'INVALID_ARGUMENT',
  4: 'DEADLINE_EXCEEDED',
  5: 'NOT_FOUND',
  7: 'PERMISSION_DENIED',
  8: 'RESOURCE_EXHAUSTED',
  14: 'UNAVAILABLE',
  16: 'UNAUTHENTICATED',
};

/** An engine's own word for why it does not answer: a code, never an address or password. */
export function codeOf(error: unknown): string {
  const failure = error as {
    code?: string | number;
    cause?: { code?: string | number };
    name?: string;
    message?: string;
  };
  // Redis begins what it says with its code: WRONGPASS, NOAUTH, LOADING.
  if (failure.name === 'ReplyError') return failure.message?.split(' ')[0] ?? failure.name;
  const code = failure.code ?? failure.cause?.code ?? failure.name ?? 'unknown';
  return typeof code === 'number' ? (GRPC[code] ?? `gRPC ${code}`) : code;
}
