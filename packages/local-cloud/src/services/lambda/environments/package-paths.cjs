"use strict";
/*
 * Preloaded into a function's process: lets its code require packages from its own deployment package alone, as in
 * Lambda. The code lies in a folder of the project that it belongs to, so without this it would find the project's
 * packages, run here, and fail when deployed. What AWS's Node.js runtimes bring along, the AWS SDK, it finds there.
 *
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html#nodejs-sdk-included
 */
const Module = require("node:module");
const { sep } = require("node:path");

const taskRoot = process.env.LAMBDA_TASK_ROOT + sep;
const broughtAlong = /^@(aws-sdk|smithy)\//;
const isOwn = (path) => path.startsWith(taskRoot);

const nodeModulePaths = Module._nodeModulePaths;
Module._nodeModulePaths = function (from) {
    const paths = nodeModulePaths.call(this, from);
    return isOwn(from + sep) ? paths.filter(isOwn) : paths;
};

const resolveLookupPaths = Module._resolveLookupPaths;
Module._resolveLookupPaths = function (request, parent) {
    const paths = resolveLookupPaths.call(this, request, parent);
    return broughtAlong.test(request) && paths !== null && isOwn(parent?.filename ?? "")
        ? [...paths, ...nodeModulePaths.call(Module, process.env.LAMBDA_RUNTIME_DIR)]
        : paths;
};
