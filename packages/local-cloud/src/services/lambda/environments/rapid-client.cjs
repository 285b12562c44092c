"use strict";
/*
 * Preloaded into a function's process: stands in for `rapid-client.node`, the native addon by which AWS's runtime
 * client speaks to the Runtime API, and which would have to be compiled. Its three functions are the addon's
 * (aws-lambda-ric, src/native/rapid-client.cc). The addon posts a response and waits for the answer; here the response
 * and the request for the next invocation go out together.
 *
 * The connection is also the process's lifeline: when it closes, nobody is left to serve, and the process ends.
 */
const Module = require("node:module");
const net = require("node:net");

const load = Module._load;
Module._load = function (request, ...rest) {
    if (request !== "./rapid-client.node") {
        return load.call(this, request, ...rest);
    }
    // Once is enough: the function's own code meets the loader as Node made it.
    Module._load = load;
    return connect(process.env.AWS_LAMBDA_RUNTIME_API);
};

function connect(runtimeApi) {
    const [host, port] = runtimeApi.split(":");
    const residentBytes = process.memoryUsage.rss;
    const nextTick = process.nextTick;
    /** What to do with the answers to come, in the order of the requests. */
    const expected = [];
    const socket = net.connect({ host, port: Number(port), noDelay: true });
    // A handler that waits for nothing lets its process end, as in Lambda; only the wait for work keeps it.
    socket.unref();
    socket.on(
        "data",
        answerReader((answer) => expected.shift()(answer)),
    );
    socket.on("error", () => {});
    socket.on("close", () => process.kill(process.pid, "SIGKILL"));

    function post(path, headers, body) {
        socket.cork();
        socket.write(
            `POST /2018-06-01/runtime/invocation/${path} HTTP/1.1\r\nHost: ${runtimeApi}\r\n` +
                `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n` +
                `Local-Resident-Bytes: ${residentBytes()}\r\n${headers}\r\n`,
        );
        socket.write(body);
        expected.push(() => {});
        nextTick(() => socket.uncork());
    }

    return {
        /** Resolves with the next invocation: `{ bodyJson, headers }`, header names in lower case. */
        next() {
            socket.ref();
            socket.write(`GET /2018-06-01/runtime/invocation/next HTTP/1.1\r\nHost: ${runtimeApi}\r\n\r\n`);
            return new Promise((resolve) => {
                expected.push((answer) => {
                    socket.unref();
                    resolve(answer);
                });
            });
        },
        done(requestId, body) {
            post(`${requestId}/response`, "", body);
        },
        error(requestId, body, _xray) {
            post(`${requestId}/error`, "Lambda-Runtime-Function-Error-Type: Unhandled\r\n", body);
        },
    };
}

/** Reads HTTP answers that all have a Content-Length, as those of the local Runtime API do. */
function answerReader(onAnswer) {
    const endOfHead = Buffer.from("\r\n\r\n");
    let chunks = [];
    let length = 0;
    /** How many bytes must be there before it is worth looking again. */
    let needed = 1;
    let headers;

    return (chunk) => {
        chunks.push(chunk);
        length += chunk.length;
        while (length >= needed) {
            const bytes = chunks.length === 1 ? chunks[0] : Buffer.concat(chunks, length);
            const taken = headers === undefined ? takeHead(bytes) : takeBody(bytes);
            chunks = [bytes.subarray(taken)];
            length -= taken;
        }
    };

    function takeHead(bytes) {
        const end = bytes.indexOf(endOfHead);
        if (end < 0) {
            needed = bytes.length + 1;
            return 0;
        }
        headers = {};
        for (const line of bytes.toString("latin1", 0, end).split("\r\n").slice(1)) {
            const colon = line.indexOf(":");
            headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
        }
        needed = Number(headers["content-length"]);
        return end + endOfHead.length;
    }

    function takeBody(bytes) {
        const answer = { bodyJson: bytes.toString("utf8", 0, needed), headers };
        const taken = needed;
        headers = undefined;
        needed = 1;
        onAnswer(answer);
        return taken;
    }
}
