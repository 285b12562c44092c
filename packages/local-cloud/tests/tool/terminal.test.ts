import { expect } from "chai";

import { Terminal } from "../../src/tool/terminal";
import { captureOutput } from "../../src/testing/capture-output";

describe("Terminal", () => {
    it("colours text on a terminal, and nowhere else", () => {
        const onTerminal = new Terminal({ output: captureOutput(true), environment: {} });
        const inFile = new Terminal({ output: captureOutput(false), environment: {} });
        const unwanted = new Terminal({ output: captureOutput(true), environment: { NO_COLOR: "1" } });

        expect(onTerminal.style("done", "green")).to.equal("\u001b[32mdone\u001b[39m");
        expect(inFile.style("done", "green")).to.equal("done");
        expect(unwanted.style("done", "green")).to.equal("done");
    });

    it("writes lines for people or a result for programs, never both", () => {
        for (const [json, expected] of [
            [false, "hello\n"],
            [true, '{"a":1}\n'],
        ] as const) {
            const output = captureOutput();
            const terminal = new Terminal({ json, output });

            terminal.line("hello");
            terminal.result({ a: 1 });

            expect(output.text()).to.equal(expected);
        }
    });

    it("writes warnings beside the result, as JSON with JSON", () => {
        for (const [json, expected] of [
            [false, "warning: mind this\n"],
            [true, '{"warning":"mind this"}\n'],
        ] as const) {
            const [output, errors] = [captureOutput(), captureOutput()];

            new Terminal({ json, output, errors }).warning("mind this");

            expect([output.text(), errors.text()]).to.deep.equal(["", expected]);
        }
    });

    it("draws progress on a terminal, and takes it away in the end", () => {
        const errors = captureOutput(true);
        const progress = new Terminal({ output: captureOutput(), errors, environment: {} }).progress(4);

        progress.update(1);
        progress.update(1);
        progress.end();

        const bar = "█".repeat(10) + "░".repeat(30) + " 1/4";
        expect(errors.text()).to.equal(`\r${bar}\r${" ".repeat(bar.length)}\r`);
    });

    it("counts on a terminal what nobody knows the total of", () => {
        const errors = captureOutput(true);
        const progress = new Terminal({ output: captureOutput(), errors, environment: {} }).progress();

        progress.update(1200);

        expect(errors.text()).to.equal("\r1200 …");
    });

    it("draws no progress in a file, nor beside JSON", () => {
        const [file, json] = [captureOutput(false), captureOutput(true)];

        new Terminal({ errors: file }).progress(4).update(1);
        new Terminal({ json: true, errors: json }).progress(4).update(1);

        expect(file.text() + json.text()).to.equal("");
    });
});
