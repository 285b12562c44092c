"use strict";
/*
 * The messages between the local Runtime API and the runtime client that stands in for AWS's addon: four bytes for the
 * length of the head, four for that of the body (big-endian), the head as JSON, the body as it is. Plain JavaScript, since a
 * function's process loads it too.
 */

const lengthBytes = 8;

/**
 * @param {object} head
 * @param {string} body
 * @returns {Buffer}
 */
function encodeFrame(head, body = "") {
    const text = JSON.stringify(head);
    const headLength = Buffer.byteLength(text);
    const bodyLength = Buffer.byteLength(body);
    const frame = Buffer.allocUnsafe(lengthBytes + headLength + bodyLength);
    frame.writeUInt32BE(headLength, 0);
    frame.writeUInt32BE(bodyLength, 4);
    frame.write(text, lengthBytes);
    frame.write(body, lengthBytes + headLength);
    return frame;
}

/**
 * Takes frames apart as their bytes come in.
 *
 * @param {(head: object, body: string | undefined) => void} onFrame the body is undefined when it has more than `maxBodyBytes`
 * @param {number} maxBodyBytes
 * @returns {(chunk: Buffer) => void} takes the next bytes
 */
function frameReader(onFrame, maxBodyBytes = Infinity) {
    let chunks = [];
    let length = 0;
    /** How many bytes of a body that is too large are still to come, and to be dropped. */
    let excess = 0;

    return (chunk) => {
        chunks.push(chunk);
        length += chunk.length;
        while (takeOne());
    };

    function takeOne() {
        if (excess > 0) {
            const dropped = Math.min(excess, length);
            take(dropped);
            excess -= dropped;
        }
        if (excess > 0 || length < lengthBytes) {
            return false;
        }
        const lengths = peek(lengthBytes);
        const headLength = lengths.readUInt32BE(0);
        const bodyLength = lengths.readUInt32BE(4);
        const kept = bodyLength > maxBodyBytes ? 0 : bodyLength;
        if (length < lengthBytes + headLength + kept) {
            return false;
        }
        const frame = take(lengthBytes + headLength + kept);
        const head = JSON.parse(frame.toString("utf8", lengthBytes, lengthBytes + headLength));
        excess = bodyLength - kept;
        onFrame(head, excess > 0 ? undefined : frame.toString("utf8", lengthBytes + headLength));
        return true;
    }

    function peek(count) {
        if (chunks[0].length < count) {
            chunks = [Buffer.concat(chunks, length)];
        }
        return chunks[0];
    }

    function take(count) {
        const first = peek(count);
        chunks[0] = first.subarray(count);
        length -= count;
        return first.subarray(0, count);
    }
}

module.exports = { encodeFrame, frameReader };
