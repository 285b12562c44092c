import { Reader } from "./reader";

/**
 * What Snappy compressed: the number of its bytes, then elements, each bytes as they are or a copy of bytes before.
 * https://github.com/google/snappy/blob/main/format_description.txt
 *
 * @throws Error when it is not whole
 */
export function uncompress(compressed: Buffer): Buffer {
    const reader = new Reader(compressed);
    const output = Buffer.alloc(reader.number());
    let end = 0;
    const copy = (offset: number, length: number) => {
        // Byte by byte: a copy may go on into what it has itself written.
        for (const stop = end + length; end < stop; end++) {
            output.writeUInt8(output.readUInt8(end - offset), end);
        }
    };
    while (!reader.isAtEnd) {
        const tag = reader.fixed(1);
        const upper = tag >>> 2;
        switch (tag & 3) {
            case 0:
                end += reader.take((upper < 60 ? upper : reader.fixed(upper - 59)) + 1).copy(output, end);
                break;
            case 1:
                copy(((tag >>> 5) << 8) | reader.fixed(1), (upper & 7) + 4);
                break;
            case 2:
                copy(reader.fixed(2), upper + 1);
                break;
            default:
                copy(reader.fixed(4), upper + 1);
        }
    }
    return output;
}
