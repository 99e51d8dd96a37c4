// Stands for the `vscode` module outside src/extension: it exists and exports nothing, so that every use of it is an error.
export {};
