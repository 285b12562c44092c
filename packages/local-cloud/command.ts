/** What commands that work with a local cloud are made of, loading no service: command lines, the terminal, the project, the clock. */
export { systemClock, type Clock } from "./src/clock";
export { blockedPorts } from "./src/tool/blocked-ports";
export { CommandError } from "./src/tool/command-error";
export { readLogLine, type LogLine } from "./src/tool/log-line";
export { main } from "./src/tool/main";
export { parsePort, parseSpeed } from "./src/tool/parse-option";
export { ProgramEvaluator } from "./src/program";
export { readProject, type Project } from "./src/project";
export { prospect, type FailedAttempt } from "./src/tool/prospect";
export { runCommand } from "./src/tool/run-command";
export { Terminal, type Output, type Progress, type Style, type TerminalOptions } from "./src/tool/terminal";
