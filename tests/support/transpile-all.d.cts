export function transpileAll(files: readonly string[], folder?: string): Promise<void>;
