/** One message as bytes. */
export function encodeFrame(head: object, body?: string): Buffer;

/**
 * Takes messages apart as their bytes come in.
 *
 * @param onFrame the body is undefined when it has more than `maxBodyBytes`
 * @returns takes the next bytes
 */
export function frameReader(
    onFrame: (head: Record<string, unknown>, body: string | undefined) => void,
    maxBodyBytes?: number,
): (chunk: Buffer) => void;
