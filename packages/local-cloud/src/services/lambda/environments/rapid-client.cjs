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
const { encodeFrame, frameReader } = require("./frames.cjs");

const nextTick = process.nextTick;
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
    let onInvocation;
    const socket = net.connect({ host, port: Number(port), noDelay: true });
    // A handler that waits for nothing lets its process end, as in Lambda; only the wait for work keeps it.
    socket.unref();
    socket.on("error", () => {});
    socket.on("close", () => process.kill(process.pid, "SIGKILL"));
    socket.write(`GET / HTTP/1.1\r\nHost: ${runtimeApi}\r\nConnection: Upgrade\r\nUpgrade: frames\r\n\r\n`);
    const read = frameReader((headers, bodyJson) => {
        socket.unref();
        onInvocation({ bodyJson, headers });
    });
    afterAnswer(socket, () => socket.on("data", read));

    return {
        /** Resolves with the next invocation: `{ bodyJson, headers }`, header names in lower case. */
        next() {
            socket.ref();
            socket.write(encodeFrame({ type: "next" }));
            return new Promise((resolve) => (onInvocation = resolve));
        },
        done(requestId, body) {
            send({ type: "response", requestId, residentBytes: residentBytes() }, body);
        },
        error(requestId, body, _xray) {
            send({ type: "error", requestId, residentBytes: residentBytes() }, body);
        },
    };

    /** With what follows in the same turn, which is the request for the next invocation. */
    function send(head, body) {
        socket.cork();
        socket.write(encodeFrame(head, body));
        nextTick(() => socket.uncork());
    }
}

/** Calls `then` once the answer to the upgrade is read: nothing follows it before an invocation is asked for and there. */
function afterAnswer(socket, then) {
    let answer = "";
    socket.on("data", function read(chunk) {
        answer += chunk.toString("latin1");
        const end = answer.indexOf("\r\n\r\n");
        if (end >= 0) {
            socket.off("data", read);
            then();
            socket.unshift(Buffer.from(answer.slice(end + 4), "latin1"));
        }
    });
}
