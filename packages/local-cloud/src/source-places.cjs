"use strict";
const { SourceMap } = require("node:module");

/**
 * Has stack traces lead to the TypeScript. Node does so, too, but reads the map of each file that is loaded, which takes as
 * long as all else of loading it; here it is read once an error comes out of the file.
 *
 * @param {(file: string) => string | undefined} findOutput the JavaScript that was made of a file, its map in its last line
 */
function mapStackTraces(findOutput) {
    const maps = new Map();
    const findMap = (file) => {
        const output = maps.has(file) ? undefined : findOutput(file);
        if (output !== undefined) {
            const json = Buffer.from(output.slice(output.lastIndexOf(",") + 1), "base64").toString();
            maps.set(file, new SourceMap(JSON.parse(json)));
        }
        return maps.get(file);
    };
    const toSource = (frame) => {
        const [file, line, column] = [frame.getFileName(), frame.getLineNumber(), frame.getColumnNumber()];
        const { originalLine, originalColumn } = findMap(file)?.findEntry(line - 1, column - 1) ?? {};
        return originalLine === undefined
            ? frame
            : String(frame).replace(`:${line}:${column}`, `:${originalLine + 1}:${originalColumn + 1}`);
    };
    const prepareStackTrace = Error.prepareStackTrace.bind(Error);
    Error.prepareStackTrace = (error, frames) =>
        prepareStackTrace(error, process.sourceMapsEnabled ? frames : frames.map(toSource));
}

module.exports = { mapStackTraces };
